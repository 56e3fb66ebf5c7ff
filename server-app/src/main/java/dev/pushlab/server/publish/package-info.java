/** Publishing over HTTP, which is the same for every technique. */
package dev.pushlab.server.publish;
