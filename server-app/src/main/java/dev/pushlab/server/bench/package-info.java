/**
 * {@code ./pushlab bench}: measures this server and others of its kind, each in a process of its own, with a load
 * generator that verifies every delivery. Read docs/performance.md first, then {@code load.LoadGenerator} (what loads and
 * verifies), {@code target.Target} (what is measured) and {@code run.BenchRun} (in which order). Nothing in the server
 * depends on this package, and it knows nothing of the server but the choice of event loops: it talks to it over sockets.
 */
package dev.pushlab.server.bench;
