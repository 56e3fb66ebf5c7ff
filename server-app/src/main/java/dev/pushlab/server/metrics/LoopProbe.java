package dev.pushlab.server.metrics;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long tasks wait for their turn on each event loop. It is tried whenever somebody asks, and the answer is that of
 * the time before, or how long the task that has not had its turn yet has waited: nobody waits for it. Safe for use by
 * any thread.
 */
final class LoopProbe {
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final LongSupplier nanos;

    LoopProbe() {
        this(System::nanoTime);
    }

    LoopProbe(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** From now on also these. */
    void watch(Iterable<EventExecutor> executors) {
        int number = loops.size();
        for (EventExecutor executor : executors) {
            loops.add(new Loop(name(executor, ++number), executor));
        }
    }

    private static String name(EventExecutor executor, int number) {
        return executor instanceof SingleThreadEventExecutor single
                ? single.threadProperties().name()
                : "loop-" + number;
    }

    /** In seconds, by the names of the loops. */
    Map<String, Double> delays() {
        Map<String, Double> delays = new TreeMap<>();
        for (Loop loop : loops) {
            delays.put(loop.name, (double) loop.delay() / TimeUnit.SECONDS.toNanos(1));
        }
        return delays;
    }

    private final class Loop {
        private final String name;
        private final EventExecutor executor;
        private long last;
        private long sent;
        private boolean outstanding;

        Loop(String name, EventExecutor executor) {
            this.name = name;
            this.executor = executor;
        }

        /** In nanoseconds. */
        synchronized long delay() {
            long now = nanos.getAsLong();
            if (outstanding) {
                return Math.max(last, now - sent);
            }
            sent = now;
            outstanding = true;
            try {
                executor.execute(this::turn);
            } catch (RejectedExecutionException e) {
                // It is shutting down: nobody waits for it any more.
                outstanding = false;
            }
            return last;
        }

        private synchronized void turn() {
            last = nanos.getAsLong() - sent;
            outstanding = false;
        }
    }
}
