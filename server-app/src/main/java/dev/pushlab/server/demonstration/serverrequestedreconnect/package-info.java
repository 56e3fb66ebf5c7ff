/**
 * Clients that the server asks to come again, spread over a while, against connections that are cut all at once. Try it on
 * all clients of a server: {@code curl -X POST -H 'Authorization: Bearer TOKEN'
 * 'http://127.0.0.1:PORT/demonstrations/server-requested-reconnect/everybody?within=10'}.
 */
package dev.pushlab.server.demonstration.serverrequestedreconnect;
