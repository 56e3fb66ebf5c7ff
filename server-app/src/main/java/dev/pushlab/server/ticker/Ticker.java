package dev.pushlab.server.ticker;

import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.StorageException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes at a steady rate on a thread of its own. The nth event is due n/rate seconds after the start, whenever the
 * ones before it were published, so the rate does not drift; a machine that was held up for more than a second does not
 * make up for it in a flood. Safe for use by any thread.
 */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Hub hub;
    private final TickerSpec spec;
    private final RandomWalk walk;
    private final State<Boolean> running = new State<>(false);
    private Thread thread;

    /** @param seed of the prices */
    public Ticker(Hub hub, TickerSpec spec, long seed) {
        this.hub = hub;
        this.spec = spec;
        this.walk = new RandomWalk(seed);
    }

    public TickerSpec spec() {
        return spec;
    }

    public Observable<Boolean> running() {
        return running;
    }

    public boolean isRunning() {
        return running.get();
    }

    /** Begins to publish, or goes on, also after an error has ended it; nothing if it runs. */
    public synchronized void start() {
        if (thread == null || !thread.isAlive()) {
            thread = new Thread(this::run, "pushlab-ticker-" + spec.topic());
            thread.setDaemon(true);
            running.set(true);
            thread.start();
        }
    }

    /** Publishes no more once this has returned; nothing if it does not run. */
    public synchronized void stop() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        thread = null;
        running.set(false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void run() {
        long start = System.nanoTime();
        long published = 0;
        while (!Thread.currentThread().isInterrupted()) {
            long elapsed = System.nanoTime() - start;
            long due = (long) ((published + 1) * (SECOND / spec.rate()));
            if (due > elapsed) {
                LockSupport.parkNanos(due - elapsed);
                continue;
            }
            if (elapsed - due > SECOND) {
                start += elapsed - due;
            }
            if (!publish()) {
                return;
            }
            published++;
        }
    }

    /** False if the hub takes no more. */
    private boolean publish() {
        try {
            hub.publish(spec.topic(), walk.next()).toCompletableFuture().join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException) {
                // The hub has logged it. The price of this moment is lost; later ones may find room again.
                return true;
            }
            if (!(e.getCause() instanceof HubClosedException)) {
                LOG.error("The ticker of {} ends", spec.topic(), e.getCause());
            }
            running.set(false);
            return false;
        }
    }
}
