/**
 * The reverse connection: the client listens and the server dials. Two ways lead to it: a client asks for the call over
 * a connection of its own ({@link dev.pushlab.server.technique.reverse.RegisteredCalls}), or somebody enters where the
 * client listens ({@link dev.pushlab.server.technique.reverse.ManualCalls}). Whom the server may dial at all is {@link
 * dev.pushlab.server.technique.reverse.DialPolicy}'s business; from the connection on it is a session like any other,
 * with a POLL every few seconds.
 *
 * <p>Try it: start the server, then a client with {@code --connect 127.0.0.1:7777 --reverse}.
 */
package dev.pushlab.server.technique.reverse;
