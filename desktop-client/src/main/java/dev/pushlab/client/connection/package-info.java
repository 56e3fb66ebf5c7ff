/**
 * The client's side of the binary protocol, in both directions: read {@link
 * dev.pushlab.client.connection.ProtocolClient} first. Everything a screen shows is an observable of it, everything a
 * screen asks for is a method that returns at once.
 *
 * <p>No JavaFX.
 */
package dev.pushlab.client.connection;
