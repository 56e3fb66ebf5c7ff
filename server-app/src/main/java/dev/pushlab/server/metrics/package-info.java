/** What the server measures of itself, for monitoring systems: the Prometheus text formats, through Micrometer. */
package dev.pushlab.server.metrics;
