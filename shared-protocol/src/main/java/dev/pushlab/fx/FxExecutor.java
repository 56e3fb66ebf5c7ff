package dev.pushlab.fx;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/** The ways onto the FX thread. View models take an {@link Executor} and know neither. */
public final class FxExecutor {
    private static final Executor FRAMES = new Frames();

    private FxExecutor() {}

    /** Runs each task with the next frame (at most 60 times a second); idle, it costs nothing. */
    public static Executor frames() {
        return FRAMES;
    }

    /** Runs each task in a later turn of the FX thread, in order, never within the call that hands it over. */
    public static Executor later() {
        return Platform::runLater;
    }

    /** Runs a task at once when on the FX thread already, else as soon as that thread is free. */
    public static Executor direct() {
        return task -> {
            if (Platform.isFxApplicationThread()) {
                task.run();
            } else {
                Platform.runLater(task);
            }
        };
    }

    private static final class Frames implements Executor {
        private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean ticking = new AtomicBoolean();
        private final AnimationTimer timer = new AnimationTimer() {
            @Override
            public void handle(long now) {
                frame();
            }
        };

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
            if (ticking.compareAndSet(false, true)) {
                Platform.runLater(timer::start);
            }
        }

        private void frame() {
            // Only what was there when the frame began: what the tasks add is for the next one.
            Runnable[] present = waiting.toArray(Runnable[]::new);
            for (Runnable task : present) {
                waiting.remove();
                task.run();
            }
            if (waiting.isEmpty()) {
                timer.stop();
                ticking.set(false);
                if (!waiting.isEmpty() && ticking.compareAndSet(false, true)) {
                    timer.start();
                }
            }
        }
    }
}
