package dev.pushlab.server.keys;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of the key distribution one after the other on its thread, and announces after each what has changed,
 * even if the step failed half-way. Safe for use by any thread.
 */
final class Confined {
    private static final Logger LOG = LoggerFactory.getLogger(Confined.class);

    private final ScheduledExecutorService thread;
    private final Runnable announce;

    /** Something whose outcome somebody waits for. */
    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException, MemberException;
    }

    /** The same without a result. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, MemberException;
    }

    /**
     * @param thread runs one task at a time
     * @param announce called on the thread after each step
     */
    Confined(ScheduledExecutorService thread, Runnable announce) {
        this.thread = thread;
        this.announce = announce;
    }

    CompletableFuture<Void> run(Step step) {
        return call(() -> {
            step.run();
            return null;
        });
    }

    /** What has changed is announced before the future completes. */
    <T> CompletableFuture<T> call(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                T value;
                try {
                    value = task.run();
                } catch (IOException | MemberException | RuntimeException e) {
                    announce.run();
                    result.completeExceptionally(e);
                    return;
                }
                announce.run();
                result.complete(value);
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /** A report, whose outcome nobody waits for; dropped after the end. */
    void execute(Runnable step) {
        try {
            thread.execute(() -> change(step));
        } catch (RejectedExecutionException e) {
            LOG.debug("Key distribution has ended; a late report is dropped");
        }
    }

    /** From the thread itself. */
    Future<?> schedule(Runnable step, long delay, TimeUnit unit) {
        return thread.schedule(() -> change(step), delay, unit);
    }

    private void change(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            // Nobody waits for the outcome, and the thread must go on for the other members.
            LOG.error("A step of the key distribution failed", e);
        }
        announce.run();
    }

    /** Ends the thread after a last step; the second time nothing happens. */
    void close(Runnable last) {
        try {
            thread.execute(last);
        } catch (RejectedExecutionException e) {
            return;
        }
        thread.shutdown();
    }
}
