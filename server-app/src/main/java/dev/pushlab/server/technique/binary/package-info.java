/**
 * The binary protocol over TCP: the client dials, both prove who they are, and length-prefixed frames carry numbered
 * events. {@link dev.pushlab.server.technique.binary.BinaryRoom} opens the port; what is said on a connection is the
 * business of the shared session layer and of {@link dev.pushlab.server.session.ServerSession}.
 *
 * <p>Try it: {@code ./pushlab client --headless --connect 127.0.0.1:7777 subscribe stocks}.
 */
package dev.pushlab.server.technique.binary;
