/**
 * A connection of the binary protocol from the first byte to the last, the same code for both ends and both dialling
 * directions: hellos, Noise handshake, record layer, frames, messages, heartbeat, key renewal, orderly end. Every byte
 * of it is in docs/protocol.md.
 *
 * <p>Read {@link dev.pushlab.protocol.session.Session} first, then {@link
 * dev.pushlab.protocol.session.SessionPipelines}, which builds one, and {@link
 * dev.pushlab.protocol.session.HandlerNames}, which draws its pipeline. To see whole sessions at work, without a
 * network and with the clock standing still, run {@code ForwardSessionTest}, {@code CallbackSessionTest} and {@code
 * SessionUpkeepTest}.
 */
package dev.pushlab.protocol.session;
