package dev.pushlab.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes JSON objects to a stream, one a line, each flushed as soon as no other one waits behind it. A thread of its
 * own writes, so that a slow reader does not hold up the network until {@link #MAX_WAITING} lines wait.
 */
final class JsonLines implements AutoCloseable {
    /** Lines that may wait; then {@link #write} does. */
    static final int MAX_WAITING = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Line END = new Line(new byte[0], () -> {});

    private final OutputStream out;
    private final Runnable readerGone;
    private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread writer;
    private volatile boolean broken;

    private record Line(byte[] bytes, Runnable written) {}

    /** @param readerGone called once, on the writing thread, when the stream can no longer be written to */
    JsonLines(OutputStream out, Runnable readerGone) {
        this.out = out;
        this.readerGone = readerGone;
        writer = new Thread(this::writeAll, "stdout");
        writer.setDaemon(true);
        writer.start();
    }

    /** An object with its type, to be filled and written. */
    static ObjectNode line(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    /** Lines written after {@link #close}, or when the reader is gone, are dropped. */
    void write(ObjectNode line) {
        write(line, () -> {});
    }

    /** @param written runs on the writing thread when the line has been given to the reader */
    void write(ObjectNode line, Runnable written) {
        try {
            put(new Line((JSON.writeValueAsString(line) + '\n').getBytes(StandardCharsets.UTF_8), written));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    private void put(Line line) {
        try {
            while (!broken && !waiting.offer(line, 100, TimeUnit.MILLISECONDS)) {
                // Still full; the reader may have gone meanwhile.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        List<Line> batch = new ArrayList<>();
        try {
            for (boolean ended = false; !ended; batch.clear()) {
                batch.add(waiting.take());
                waiting.drainTo(batch);
                for (Line line : batch) {
                    ended |= line == END;
                    out.write(line.bytes);
                }
                out.flush();
                batch.forEach(line -> line.written.run());
            }
        } catch (IOException e) {
            readerGone.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            broken = true;
        }
    }

    /** Writes what waits, for at most 3 s. */
    @Override
    public void close() {
        put(END);
        try {
            writer.join(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
