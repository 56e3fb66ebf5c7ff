package dev.pushlab.fx;

import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Carries values from the threads of the network to one screen.
 *
 * <p>However fast they come, at most one drain is pending: values are put down where they arise, without waiting, and
 * taken together by the next drain. With {@link FxExecutor#frames()} that is once a frame. A view model is tested with
 * {@code Runnable::run}: everything then happens at once, on the calling thread.
 *
 * <p>Closing the bridge (the screen went away) ends all its subscriptions; nothing is delivered after that.
 */
public final class FxBridge implements AutoCloseable {
    private final Executor executor;
    private final Queue<Inlet> ready = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final AtomicLong drains = new AtomicLong();
    private final Set<Subscription> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param executor runs tasks one after the other, in order */
    public FxBridge(Executor executor) {
        this.executor = executor;
    }

    /** A bridge that drains once a frame. */
    public static FxBridge onFrames() {
        return new FxBridge(FxExecutor.frames());
    }

    /** Shows the newest value; values overtaken before the drain are skipped. */
    public <T> Subscription latest(Observable<T> source, Consumer<? super T> sink) {
        AtomicReference<T> newest = new AtomicReference<>();
        Inlet inlet = new Inlet(() -> {
            T value = newest.getAndSet(null);
            if (value != null) {
                sink.accept(value);
            }
        });
        return hold(inlet, source.subscribe(value -> {
            newest.set(value);
            inlet.offer();
        }));
    }

    /**
     * Shows every value, many at a time.
     *
     * @param bound the most values kept between two drains, at least 1; when more come the oldest are dropped and counted
     */
    public <T> Subscription batches(Observable<T> source, int bound, Consumer<Batch<T>> sink) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound);
        }
        Backlog<T> backlog = new Backlog<>(bound);
        Inlet inlet = new Inlet(() -> backlog.take(sink));
        return hold(inlet, source.subscribe(value -> {
            backlog.add(value);
            inlet.offer();
        }));
    }

    /** Shows what a call to the network came to. The error is null exactly when the call succeeded. */
    public <T> void outcome(CompletionStage<T> stage, BiConsumer<? super T, ? super Throwable> sink) {
        stage.whenComplete((value, error) -> post(() -> sink.accept(value, error)));
    }

    /** Runs a task with the next drain, in the order of the calls. */
    public void post(Runnable task) {
        new Inlet(task).offer();
    }

    /** How many drains have run: for tests and for the diagnosis of a slow screen. */
    public long drains() {
        return drains.get();
    }

    @Override
    public void close() {
        closed = true;
        held.forEach(Subscription::close);
        ready.clear();
    }

    private Subscription hold(Inlet inlet, Subscription source) {
        AtomicReference<Subscription> self = new AtomicReference<>();
        Subscription handle = () -> {
            inlet.closed = true;
            source.close();
            held.remove(self.get());
        };
        self.set(handle);
        held.add(handle);
        if (closed) {
            handle.close();
        }
        return handle;
    }

    private void drain() {
        pending.set(false);
        drains.incrementAndGet();
        int present = ready.size();
        for (int i = 0; i < present; i++) {
            Inlet inlet = ready.poll();
            if (inlet == null) {
                return;
            }
            inlet.queued.set(false);
            if (!inlet.closed && !closed) {
                inlet.deliver.run();
            }
        }
        if (!ready.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (!closed && pending.compareAndSet(false, true)) {
            executor.execute(this::drain);
        }
    }

    /** One subscription's way in: queued at most once, whatever the number of its waiting values. */
    private final class Inlet {
        private final Runnable deliver;
        private final AtomicBoolean queued = new AtomicBoolean();
        private volatile boolean closed;

        Inlet(Runnable deliver) {
            this.deliver = deliver;
        }

        void offer() {
            if (!closed && !FxBridge.this.closed && queued.compareAndSet(false, true)) {
                ready.add(this);
                schedule();
            }
        }
    }

    private static final class Backlog<T> {
        private final ArrayDeque<T> values = new ArrayDeque<>();
        private final int bound;
        private long dropped;

        Backlog(int bound) {
            this.bound = bound;
        }

        synchronized void add(T value) {
            if (values.size() == bound) {
                values.removeFirst();
                dropped++;
            }
            values.addLast(value);
        }

        void take(Consumer<Batch<T>> sink) {
            List<T> taken;
            long lost;
            synchronized (this) {
                taken = new ArrayList<>(values);
                lost = dropped;
                values.clear();
                dropped = 0;
            }
            if (!taken.isEmpty()) {
                sink.accept(new Batch<>(taken, lost));
            }
        }
    }
}
