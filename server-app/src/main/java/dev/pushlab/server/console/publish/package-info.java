/** The composer: publishes one event or many. */
package dev.pushlab.server.console.publish;
