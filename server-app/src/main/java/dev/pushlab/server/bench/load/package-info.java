/** The load generator: opens subscribers, publishes, and verifies every delivery. Read {@code LoadGenerator} first. */
package dev.pushlab.server.bench.load;
