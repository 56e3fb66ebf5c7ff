/** The frame of the console: bar, navigation, help, and the screens in it. */
package dev.pushlab.server.console.shell;
