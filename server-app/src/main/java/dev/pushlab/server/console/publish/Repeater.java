package dev.pushlab.server.console.publish;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.hub.Hub;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Publishes the same draft again and again, at a fixed rate, on a thread of its own. Safe for use by any thread. */
public final class Repeater implements AutoCloseable {
    /** Events per second, at most. */
    public static final double MAX_RATE = 1_000;

    /** Events per second, at least: one every hundred seconds. */
    public static final double MIN_RATE = 0.01;

    /**
     * How far it is.
     *
     * @param published since it was started
     * @param lastId of the last event; empty before the first
     * @param failure why it ended by itself
     */
    public record Progress(boolean running, long published, String lastId, Optional<Throwable> failure) {
        static final Progress IDLE = new Progress(false, 0, "", Optional.empty());
    }

    private final Hub hub;
    private final State<Progress> progress = new State<>(Progress.IDLE);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "pushlab-console-repeater");
        t.setDaemon(true);
        return t;
    });
    private ScheduledFuture<?> running;

    public Repeater(Hub hub) {
        this.hub = hub;
    }

    public Observable<Progress> progress() {
        return progress;
    }

    /** Begins; what ran before ends. */
    public synchronized void start(Topic topic, EventDraft draft, double perSecond) {
        if (!(perSecond >= MIN_RATE && perSecond <= MAX_RATE)) {
            throw new IllegalArgumentException("rate " + perSecond);
        }
        stop();
        progress.set(new Progress(true, 0, "", Optional.empty()));
        long period = Math.max(1, Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond));
        running = thread.scheduleAtFixedRate(() -> publish(topic, draft), 0, period, TimeUnit.NANOSECONDS);
    }

    public synchronized void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
            progress.update(last -> new Progress(false, last.published(), last.lastId(), last.failure()));
        }
    }

    @Override
    public synchronized void close() {
        stop();
        thread.shutdownNow();
    }

    private void publish(Topic topic, EventDraft draft) {
        hub.publish(topic, draft).whenComplete((event, error) -> {
            if (error != null) {
                stop();
                progress.update(last -> new Progress(false, last.published(), last.lastId(), Optional.of(error)));
            } else {
                progress.update(last -> new Progress(
                        last.running(), last.published() + 1, event.id().toString(), Optional.empty()));
            }
        });
    }
}
