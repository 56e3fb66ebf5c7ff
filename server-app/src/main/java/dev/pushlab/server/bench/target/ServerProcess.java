package dev.pushlab.server.bench.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs as a process of its own. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;
    private static final int LOG_TAIL = 2_000;

    private final Process process;
    private final InetSocketAddress address;
    private final InetSocketAddress publishing;

    ServerProcess(Process process, InetSocketAddress address, InetSocketAddress publishing) {
        this.process = process;
        this.address = address;
        this.publishing = publishing;
    }

    /** A port of the loopback interface that is free at present. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a server and waits until it accepts connections at the port. */
    static ServerProcess start(List<String> command, Path folder, int port) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long deadline = System.nanoTime() + START.toNanos();
        while (!accepts(address)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not start: " + tail(log));
            }
            pause();
        }
        return new ServerProcess(process, address, address);
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static String tail(Path log) throws IOException {
        String text = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        return text.substring(Math.max(0, text.length() - LOG_TAIL)).strip();
    }

    /** For subscribers. */
    public InetSocketAddress address() {
        return address;
    }

    /** For connections that only publish. */
    public InetSocketAddress publishing() {
        return publishing;
    }

    /** See {@link ProcessFiles#cpuMicros(ProcessHandle)}. */
    public double cpuMicros() {
        return ProcessFiles.cpuMicros(process.toHandle());
    }

    /** See {@link ProcessFiles#residentBytes(ProcessHandle)}. */
    public double residentBytes() {
        return ProcessFiles.residentBytes(process.toHandle());
    }

    /** As {@link Process#pid()}. */
    public long pid() {
        return process.pid();
    }

    /** See {@link ProcessFiles#openFiles(ProcessHandle)}. */
    public double openFiles() {
        return ProcessFiles.openFiles(process.toHandle());
    }

    /** Ends it, politely for ten seconds, and waits until it is gone. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
