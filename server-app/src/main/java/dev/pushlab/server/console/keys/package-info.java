/** The members of the key group, and the calls to clients entered by hand. */
package dev.pushlab.server.console.keys;
