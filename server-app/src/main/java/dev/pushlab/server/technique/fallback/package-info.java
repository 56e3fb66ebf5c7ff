/**
 * Fallback: the client asks which techniques there are for a topic, from the best to the one that always works, and goes
 * from one to the next as the network allows. Ids are the same in all of them, so nothing is lost or repeated on the way.
 * Try it: {@code curl 'http://127.0.0.1:PORT/topics/stocks/fallback'}.
 */
package dev.pushlab.server.technique.fallback;
