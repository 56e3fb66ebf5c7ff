/**
 * The server console: a window upon a running server. {@link dev.pushlab.server.console.ConsoleApp} opens it; {@code
 * live} is what it knows about the server, each other package is one screen with its view and its view model. Nothing
 * in the server depends on it.
 */
package dev.pushlab.server.console;
