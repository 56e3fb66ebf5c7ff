/**
 * Who holds which key of a group, and how it came to them. {@link dev.pushlab.server.keys.KeyDistribution} makes the
 * keys, pushes them over whichever connection of a member is up, checks the confirmations and keeps the states that the
 * console shows. How a connection comes about is the business of the rooms {@code binary} and {@code reverse}, which
 * report here.
 *
 * <p>JDK and shared-protocol only: neither Netty nor JavaFX.
 */
package dev.pushlab.server.keys;
