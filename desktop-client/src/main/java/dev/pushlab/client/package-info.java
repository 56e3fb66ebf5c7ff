/**
 * The client program. Read {@link dev.pushlab.client.connection.ProtocolClient} first: all that the client does without
 * a window; {@link dev.pushlab.client.ClientMain} is the program with its window. To try it: {@code ./pushlab client}.
 */
package dev.pushlab.client;
