/**
 * Topics, their bounded histories and who follows them. Read {@link dev.pushlab.server.hub.Hub} first.
 *
 * <p>Delivery is log and cursor: a subscription is a position in the topic's history that is moved by whoever delivers,
 * and a wake-up when there is something behind it. Nothing is queued per subscriber, so nothing can be delivered twice
 * or be lost unnoticed: a cursor that the bounded history has overrun is told of a gap.
 *
 * <p>JDK only: no Netty, no HTTP, no JavaFX.
 */
package dev.pushlab.server.hub;
