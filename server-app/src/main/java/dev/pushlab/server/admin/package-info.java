/** What only administrators do over HTTP, and the sign of life for whoever watches the server. */
package dev.pushlab.server.admin;
