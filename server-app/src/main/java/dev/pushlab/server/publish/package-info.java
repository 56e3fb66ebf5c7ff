/** What is the same over HTTP for every technique: publishing, and the clock that stamps what was published. */
package dev.pushlab.server.publish;
