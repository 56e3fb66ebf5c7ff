/** The steps of the reverse connection, as they happen. Read {@link dev.pushlab.client.screen.reverse.ReverseViewModel}. */
package dev.pushlab.client.screen.reverse;
