/**
 * How many requests a browser makes of one host at a time. Try the server's side: {@code curl
 * 'http://127.0.0.1:PORT/demonstrations/connections-per-host/hold?run=try-it&millis=2000'}.
 */
package dev.pushlab.server.demonstration.connectionsperhost;
