package dev.pushlab.client.fx;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;

/** The FX thread for tests that need no robot: started once per JVM, headless by the flags in the module's pom. */
public final class FxTestThread {
    private static final long LIMIT_SECONDS = 30;

    static {
        // A method reference, not a lambda: a lambda's body belongs to this class, whose initializer is still running.
        CountDownLatch started = new CountDownLatch(1);
        try {
            Platform.startup(started::countDown);
        } catch (IllegalStateException e) {
            started.countDown(); // TestFX in the same JVM has started it
        }
        try {
            if (!started.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The JavaFX toolkit did not start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Platform.setImplicitExit(false);
    }

    private FxTestThread() {}

    /** Runs tasks on the FX thread, later. */
    public static Executor executor() {
        return Platform::runLater;
    }

    /** Calls it on the FX thread and waits for the result, bounded. */
    public static <T> T call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(task.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("On the FX thread: " + e.getMessage(), e);
        }
    }

    /** Runs it on the FX thread and waits, bounded. */
    public static void run(Runnable task) {
        call(() -> {
            task.run();
            return null;
        });
    }
}
