/** A built-in source of events, so that there is something to look at: share prices that wander at random. */
package dev.pushlab.server.ticker;
