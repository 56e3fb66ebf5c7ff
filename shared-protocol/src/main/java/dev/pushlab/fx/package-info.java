/**
 * What both windows are made of: the bridge from event loops to the FX thread, language, theme, type size, and the
 * widgets that must show the same thing in the console and in the client. Read {@link dev.pushlab.fx.FxBridge} and {@link
 * dev.pushlab.fx.Appearance} first.
 *
 * <p>The only package of this module that may use JavaFX; nothing outside the windows may depend on it.
 */
package dev.pushlab.fx;
