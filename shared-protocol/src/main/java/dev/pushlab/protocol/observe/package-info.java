/**
 * Values and streams that others may watch without knowing who watches them: how network code is shown on a screen
 * without knowing JavaFX. Every subscription has a handle that ends it.
 *
 * <p>JDK only.
 */
package dev.pushlab.protocol.observe;
