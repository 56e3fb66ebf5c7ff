package dev.pushlab.client.cli;

import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.observe.Subscription;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run without a window: connects, lets the task do its work, reports everything, and ends cleanly, whatever it is
 * that ends it: the task, a lasting refusal, the time, a signal, or the reader of standard output going away.
 */
final class HeadlessRun {
    private final ClientOptions options;
    private final ProtocolClient client;
    private final Task task;
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private final JsonLines out;

    /** What is done while the client is connected. */
    interface Task {
        /** Called once, before the connection is made. The result is completed with the exit code when it is done. */
        default void begin(ProtocolClient client, Reporter reporter, CompletableFuture<Integer> result) {}

        /** After which the run ends with {@link ExitCode#TIME_OVER}. */
        default Optional<Duration> limit() {
            return Optional.empty();
        }
    }

    HeadlessRun(ClientOptions options, ProtocolClient client, OutputStream stdout, Task task) {
        this.options = options;
        this.client = client;
        this.task = task;
        this.out = new JsonLines(stdout, () -> result.complete(ExitCode.DONE));
    }

    /** Runs to the end. @return the exit code */
    int await() {
        Thread hook = new Thread(this::end, "end");
        Runtime.getRuntime().addShutdownHook(hook);
        Reporter reporter = new Reporter(client, out);
        Subscription watch = reporter.watch();
        try {
            task.begin(client, reporter, result);
            client.setListenOptions(options.listen());
            options.server()
                    .ifPresentOrElse(
                            server -> client.connect(server, options.security()),
                            () -> client.setStandaloneOptions(options.security()));
            if (options.mode() == Direction.REVERSE) {
                client.setMode(Direction.REVERSE);
            }
            Subscription refusal = client.connection().subscribe(this::checkRefused);
            int code = waitForResult();
            refusal.close();
            return code;
        } finally {
            watch.close();
            end();
            if (!Thread.currentThread().isInterrupted()) {
                removeHook(hook);
            }
        }
    }

    private int waitForResult() {
        try {
            Optional<Duration> limit = task.limit();
            return limit.isPresent() ? result.get(limit.get().toMillis(), TimeUnit.MILLISECONDS) : result.get();
        } catch (TimeoutException e) {
            return ExitCode.TIME_OVER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.DONE;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Attempts have ended with a cause; whoever waits for the server to dial goes on waiting. */
    private void checkRefused(ConnectionState state) {
        if (state instanceof ConnectionState.Disconnected ended
                && ended.cause().isPresent()
                && options.server().isPresent()) {
            result.complete(ExitCode.REFUSED);
        }
    }

    /** Says goodbye to the server and writes what waits; bounded, and harmless when repeated. */
    private synchronized void end() {
        client.close();
        out.close();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being ended by a signal: the hook is what runs.
            Thread.currentThread().interrupt();
        }
    }
}
