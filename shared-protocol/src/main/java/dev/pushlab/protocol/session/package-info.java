/**
 * A connection of the binary protocol from the first byte to the last, the same code for both ends and both dialling
 * directions: hellos, Noise handshake, record layer, frames, messages, heartbeat, key renewal, orderly end. Read {@link
 * dev.pushlab.protocol.session.Session} first.
 */
package dev.pushlab.protocol.session;
