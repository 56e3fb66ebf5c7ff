/**
 * What is pushed: numbered {@linkplain dev.pushlab.protocol.event.Event events} on named
 * {@linkplain dev.pushlab.protocol.event.Topic topics}. Read {@link dev.pushlab.protocol.event.EventId} first: every
 * promise Pushlab makes (nothing lost, nothing twice, resume anywhere) is stated in terms of it.
 *
 * <p>JDK only: neither Netty nor JavaFX may be used here.
 */
package dev.pushlab.protocol.event;
