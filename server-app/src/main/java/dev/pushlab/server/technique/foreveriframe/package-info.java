/**
 * The forever iframe: a document that does not end, loaded into a frame that is not shown, whose scripts call a function of
 * the page around it. Try it: {@code curl -N 'http://127.0.0.1:PORT/topics/stocks/forever-iframe?after=earliest'}, and end
 * it from elsewhere with the id that stands in its first script: {@code curl -X DELETE
 * 'http://127.0.0.1:PORT/topics/stocks/forever-iframe/streams/ID'}.
 */
package dev.pushlab.server.technique.foreveriframe;
