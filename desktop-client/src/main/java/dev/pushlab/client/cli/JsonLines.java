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
    private static final byte[] END = new byte[0];

    private final OutputStream out;
    private final Runnable readerGone;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread writer;
    private volatile boolean broken;

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
        try {
            put((JSON.writeValueAsString(line) + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    private void put(byte[] bytes) {
        try {
            while (!broken && !waiting.offer(bytes, 100, TimeUnit.MILLISECONDS)) {
                // Still full; the reader may have gone meanwhile.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        List<byte[]> batch = new ArrayList<>();
        try {
            for (boolean ended = false; !ended; batch.clear()) {
                batch.add(waiting.take());
                waiting.drainTo(batch);
                for (byte[] line : batch) {
                    ended |= line == END;
                    out.write(line);
                }
                out.flush();
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
