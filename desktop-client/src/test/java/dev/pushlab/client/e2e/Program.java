package dev.pushlab.client.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One of the two programs as a process of its own, as a user's script sees it: arguments in, JSON lines out, an exit
 * code at the end.
 */
final class Program implements AutoCloseable {
    /** Long enough for a busy machine to start two JVMs; nothing waits for it to pass. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
    private final StringBuffer diagnostics = new StringBuffer();
    private final List<Thread> readers = new ArrayList<>();

    private Program(Process process) {
        this.process = process;
        follow("stdout", process.inputReader(StandardCharsets.UTF_8), line -> lines.add(JSON.readTree(line)));
        follow(
                "stderr",
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)),
                line -> diagnostics.append(line).append('\n'));
    }

    /** Starts {@code ServerMain}. */
    static Program server(List<String> wrapper, Path data, String... arguments) throws IOException {
        return start(wrapper, "dev.pushlab.server.ServerMain", data, arguments);
    }

    /** Starts {@code ClientMain}. */
    static Program client(List<String> wrapper, Path data, String... arguments) throws IOException {
        return start(wrapper, "dev.pushlab.client.ClientMain", data, arguments);
    }

    private static Program start(List<String> wrapper, String main, Path data, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main);
        command.add("--headless");
        command.add("--data");
        command.add(data.toString());
        command.addAll(List.of(arguments));
        return new Program(new ProcessBuilder(command).start());
    }

    private void follow(String name, BufferedReader reader, LineConsumer consumer) {
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            consumer.accept(line);
                        }
                    } catch (IOException e) {
                        diagnostics.append(name).append(": ").append(e).append('\n');
                    }
                },
                name + "-" + process.pid());
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    private interface LineConsumer {
        void accept(String line) throws IOException;
    }

    long pid() {
        return process.pid();
    }

    /** All lines so far. */
    List<JsonNode> lines() {
        return List.copyOf(lines);
    }

    /** The lines of one type so far. */
    List<JsonNode> lines(String type) {
        return lines.stream()
                .filter(line -> line.path("type").asText().equals(type))
                .toList();
    }

    /** Waits for a first line that fits and returns it. */
    JsonNode await(String what, Predicate<JsonNode> condition) {
        awaitUntil(what, () -> lines.stream().anyMatch(condition));
        return lines.stream().filter(condition).findFirst().orElseThrow();
    }

    /** Waits for a first line of the given type. */
    JsonNode await(String type) {
        return await(type, 1).get(0);
    }

    /** Waits until there are that many lines of the type. */
    List<JsonNode> await(String type, int count) {
        awaitUntil(count + " × " + type, () -> lines(type).size() >= count);
        return lines(type);
    }

    private void awaitUntil(String what, BooleanSupplier condition) {
        try {
            Awaitility.await(what).atMost(PATIENCE).until(() -> condition.getAsBoolean() || ended());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + what + " in time: " + this, e);
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("ended without " + what + ": " + this);
        }
    }

    /** True when the process is gone and everything it wrote has been read. */
    private boolean ended() {
        return !process.isAlive() && readers.stream().noneMatch(Thread::isAlive);
    }

    /** Waits for the process to end by itself, and for all that it wrote. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + this);
        }
        for (Thread reader : readers) {
            reader.join(PATIENCE.toMillis());
        }
        return process.exitValue();
    }

    /** Asks it to end, as Ctrl-C or a service manager does. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Ends it without a chance to say goodbye. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    String diagnostics() {
        return diagnostics.toString();
    }

    @Override
    public String toString() {
        return "process " + process.pid() + "\nlines: " + lines + "\ndiagnostics:\n" + diagnostics;
    }
}
