/**
 * Long polling by script elements, which go across origins: the answer to each is held until it has something to run. Try
 * it: {@code curl -i 'http://127.0.0.1:PORT/topics/stocks/script-long-polling?callback=take'}.
 */
package dev.pushlab.server.technique.scriptlongpolling;
