/**
 * The group keys this client has received. Read {@link dev.pushlab.client.keys.KeyRing} first.
 *
 * <p>No JavaFX.
 */
package dev.pushlab.client.keys;
