package dev.pushlab.server.bench.target;

import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.bench.wire.PushlabDialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket fan-out in C that does nothing else ({@code limit.c} among the resources): how fast it can be on this
 * machine. Compiled when it is started.
 */
public enum CProgram implements Target {
    MESSAGE("message"),
    BATCH("batch");

    private static final List<String> SOURCES = List.of("limit.c", "websocket.c", "websocket.h");
    private static final String COMPILER = "cc";
    private static final int COMPILE_SECONDS = 60;

    private final String mode;

    CProgram(String mode) {
        this.mode = mode;
    }

    @Override
    public String id() {
        return "c-" + mode + "-websocket";
    }

    @Override
    public String label() {
        return "C, one send per " + mode;
    }

    @Override
    public String family() {
        return "c-" + mode;
    }

    @Override
    public Dialect dialect() {
        return PushlabDialect.WEBSOCKET;
    }

    /** The compiler's: the program itself is of this build. */
    @Override
    public Optional<String> version() {
        return System.getProperty("os.name").equals("Linux")
                ? Programs.version(COMPILER, "--version").map(it -> "this build, cc " + it + " -O2")
                : Optional.empty();
    }

    @Override
    public Optional<String> debianPackage() {
        return Optional.of("gcc libc6-dev");
    }

    @Override
    public ServerProcess start(Path folder) throws IOException {
        String program = compile(folder).toString();
        int port = ServerProcess.freePort();
        return ServerProcess.start(List.of(program, Integer.toString(port), mode), folder, port);
    }

    /**
     * @return the program
     * @throws IOException if it cannot be compiled, with what the compiler wrote last
     */
    static Path compile(Path folder) throws IOException {
        Path program = folder.resolve("limit");
        Path log = folder.resolve("cc.log");
        List<String> command = new ArrayList<>(List.of(
                Programs.find(COMPILER)
                        .orElseThrow(() -> new IOException("there is no C compiler (cc)"))
                        .toString(),
                "-O2",
                "-o",
                program.toString()));
        for (String source : SOURCES) {
            try (InputStream text = CProgram.class.getResourceAsStream(source)) {
                Files.copy(text, folder.resolve(source));
            }
            if (source.endsWith(".c")) {
                command.add(source);
            }
        }
        Process compiler = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!compiler.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("cc has not ended after " + COMPILE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            compiler.destroyForcibly();
        }
        if (compiler.exitValue() != 0) {
            throw new IOException("cc failed: " + ServerProcess.tail(log));
        }
        return program;
    }
}
