/** The server's own log, as logback delivers it. */
package dev.pushlab.server.console.log;
