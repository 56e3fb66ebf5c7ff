/** The group keys received. Read {@link dev.pushlab.client.screen.keys.KeysViewModel}. */
package dev.pushlab.client.screen.keys;
