/** The frame of the window: navigation, the place for screens, help, and the switches for language, size and theme. */
package dev.pushlab.client.screen.shell;
