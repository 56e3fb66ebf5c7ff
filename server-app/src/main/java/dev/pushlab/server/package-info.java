/**
 * The server program. Read {@link dev.pushlab.server.PushlabServer} first: it puts hub, listeners, keys and rooms
 * together, without a window; {@link dev.pushlab.server.ServerMain} is the program with its console. To try it: {@code
 * ./pushlab server}.
 */
package dev.pushlab.server;
