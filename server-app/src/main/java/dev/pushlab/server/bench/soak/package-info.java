/** A long run with everything going on at once, which looks for what grows. Read {@link Soak} first. */
package dev.pushlab.server.bench.soak;
