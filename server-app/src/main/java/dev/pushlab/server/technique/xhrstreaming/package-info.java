/**
 * Streaming to XMLHttpRequest: one answer that does not end, in lines, of which a page reads what has come so far. Try it:
 * {@code curl -N 'http://127.0.0.1:PORT/topics/stocks/xhr-streaming?after=earliest'}, and after {@code curl} was
 * interrupted, again with the last {@code id} as {@code after}.
 */
package dev.pushlab.server.technique.xhrstreaming;
