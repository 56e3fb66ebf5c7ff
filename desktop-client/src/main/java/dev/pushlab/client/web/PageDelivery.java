package dev.pushlab.client.web;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries events to the page: in order, each as a task of its own, with at most one drain pending on the FX thread. A
 * lone event is delivered at once. Under load a drain stops after {@value #BUDGET_MILLIS} ms and the next begins
 * {@value #PAUSE_MILLIS} ms later, so the FX thread keeps half of each frame for everything else. What waits here is
 * bounded by the sockets, which stop reading ({@link SocketBridge}).
 */
final class PageDelivery {
    static final long BUDGET_MILLIS = 8;
    static final long PAUSE_MILLIS = 8;

    private final Executor fx;
    private final ScheduledExecutorService clock;
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pending = new AtomicBoolean();

    PageDelivery(Executor fx, ScheduledExecutorService clock) {
        this.fx = fx;
        this.clock = clock;
    }

    void post(Runnable event) {
        events.add(event);
        drainLater();
    }

    private void drainLater() {
        if (pending.compareAndSet(false, true)) {
            fx.execute(this::drain);
        }
    }

    private void drain() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUDGET_MILLIS);
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
            if (System.nanoTime() - end >= 0 && !events.isEmpty() && !clock.isShutdown()) {
                clock.schedule(() -> fx.execute(this::drain), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
        }
        pending.set(false);
        if (!events.isEmpty()) {
            drainLater();
        }
    }
}
