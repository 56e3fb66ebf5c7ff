/** What the console sees of the server: the services it is handed, and samples of them taken off the FX thread. */
package dev.pushlab.server.console.live;
