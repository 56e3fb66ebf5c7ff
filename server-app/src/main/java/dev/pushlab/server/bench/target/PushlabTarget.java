package dev.pushlab.server.bench.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.bench.wire.PushlabDialect;
import dev.pushlab.server.net.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** This server, headless, with the classes that this process runs from. */
public final class PushlabTarget implements Target {
    /** What a headless server is best started with: little garbage, no threads that collect it beside the work. */
    public static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmn32m", "-Xmx1g", "-Dpushlab.log=WARN");

    private static final String MAIN = "dev.pushlab.server.ServerMain";
    private static final int START_SECONDS = 60;

    private final PushlabDialect dialect;
    private final Optional<Transport> transport;

    public PushlabTarget(PushlabDialect dialect) {
        this(dialect, Optional.empty());
    }

    /** @param transport other than the usual one; empty: that */
    public PushlabTarget(PushlabDialect dialect, Optional<Transport> transport) {
        this.dialect = dialect;
        this.transport = transport;
    }

    @Override
    public String id() {
        String id = switch (dialect) {
            case WEBSOCKET -> "pushlab-websocket";
            case SSE -> "pushlab-sse";
            case BINARY -> "pushlab-binary";
        };
        return transport.map(it -> id + "-" + it.word()).orElse(id);
    }

    @Override
    public String label() {
        String label = switch (dialect) {
            case WEBSOCKET -> "Pushlab WebSocket";
            case SSE -> "Pushlab SSE";
            case BINARY -> "Pushlab binary, plaintext";
        };
        return transport.map(it -> label + ", " + it.word()).orElse(label);
    }

    @Override
    public String family() {
        return "pushlab";
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Optional<String> version() {
        return Optional.of("this build, " + String.join(" ", JVM_OPTIONS));
    }

    @Override
    public Optional<String> debianPackage() {
        return Optional.empty();
    }

    @Override
    public ServerProcess start(Path folder) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command(folder.resolve("data")))
                .redirectError(log.toFile())
                .start();
        try {
            JsonNode ready = ready(process);
            InetSocketAddress http = address(ready, "http");
            return new ServerProcess(process, dialect == PushlabDialect.BINARY ? address(ready, "tcp") : http, http);
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + e.getMessage() + " " + ServerProcess.tail(log), e);
        }
    }

    private List<String> command(Path data) throws IOException {
        Files.createDirectories(data);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        String modules = System.getProperty("jdk.module.path");
        if (modules != null) {
            command.addAll(List.of("--module-path", modules, "--add-modules", "ALL-MODULE-PATH"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of("--headless", "--http-port", "0", "--tcp-port", "0", "--data", data.toString()));
        transport.ifPresent(it -> command.addAll(List.of("--transport", it.word())));
        if (dialect == PushlabDialect.BINARY) {
            command.add("--allow-plaintext");
        }
        return command;
    }

    private static InetSocketAddress address(JsonNode ready, String port) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), ready.path(port).intValue());
    }

    private static JsonNode ready(Process process) throws IOException {
        // The reader stays open as long as the process: a server may write to its standard output.
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
            try {
                return lines.readLine();
            } catch (IOException e) {
                return null;
            }
        });
        try {
            String line = first.get(START_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException("it ended at once.");
            }
            return new ObjectMapper().readTree(line);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("it did not say where it listens.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted.", e);
        }
    }
}
