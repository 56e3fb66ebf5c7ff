/** Every connection, whoever dialled. */
package dev.pushlab.server.console.clients;
