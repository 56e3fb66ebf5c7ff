/** Starts the JMH benchmarks, which stand in {@code src/jmh/java} in the packages of what they measure. */
package dev.pushlab.server.bench.micro;
