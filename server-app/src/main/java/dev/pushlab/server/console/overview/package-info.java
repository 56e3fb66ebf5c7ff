/** The first screen: where to connect, what is moving, who is there. */
package dev.pushlab.server.console.overview;
