/** The servers that are measured: how each is started on a free loopback port, observed and ended. */
package dev.pushlab.server.bench.target;
