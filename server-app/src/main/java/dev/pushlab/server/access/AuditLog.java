package dev.pushlab.server.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.keys.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log of a data folder: {@code audit.log}, one JSON object a line, only ever appended to and readable by its
 * owner only.
 *
 * <pre>{"time":"2026-11-23T15:04:05.123Z","who":"console","from":"local","action":"token.create","subject":"ci","outcome":"done"}</pre>
 *
 * A file that has reached its bound is renamed to {@code audit.log.1}, the one before to {@code audit.log.2} and so on;
 * the oldest goes. Written on a thread of its own and forced to the disk line by line. What cannot be written is told in
 * the server's log, with the line, and stops nothing.
 */
public final class AuditLog implements Audit, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** A file is begun anew after so many bytes. */
    static final int MAX_BYTES = 1 << 20;

    /** How many renamed files there are at most. */
    static final int MAX_OLD = 9;

    /** The longest text of a member, in characters; longer ones are cut. */
    private static final int MAX_TEXT = 256;

    private static final int MAX_WAITING = 1_024;
    private static final int CLOSING_SECONDS = 5;

    private final Path file;
    private final Clock clock;
    private final int maxBytes;
    private final ThreadPoolExecutor thread;

    /** Whether the file may end in the middle of a line, as after a power failure. On the thread only. */
    private boolean maybeTorn = true;

    public AuditLog(Path folder, Clock clock) {
        this(folder, clock, MAX_BYTES);
    }

    AuditLog(Path folder, Clock clock, int maxBytes) {
        this.file = folder.resolve("audit.log");
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
            Thread t = new Thread(task, "audit");
            t.setDaemon(true);
            return t;
        });
    }

    @Override
    public void record(Actor actor, String action, String subject, Outcome outcome) {
        String line = line(clock.instant(), actor, action, subject, outcome);
        try {
            thread.execute(() -> write(line));
        } catch (RejectedExecutionException e) {
            LOG.error("Not in the audit log, which is closed or behind by {} entries: {}", MAX_WAITING, line);
        }
    }

    private static String line(Instant time, Actor actor, String action, String subject, Outcome outcome) {
        // JSON escapes line ends, so that nobody can write a line of his own by way of a name.
        ObjectNode entry = KeptJson.JSON
                .createObjectNode()
                .put("time", time.toString())
                .put("who", cut(actor.who()))
                .put("from", cut(actor.from()))
                .put("action", cut(action))
                .put("subject", cut(subject))
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        return entry.toString();
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private void write(String line) {
        try {
            byte[] bytes = ((isTorn() ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
            if (Files.exists(file) && Files.size(file) + bytes.length > maxBytes) {
                rotate();
            }
            OwnerOnlyFiles.createFolderOf(file);
            try (FileChannel out = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                    ownerOnly())) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(false);
            }
            maybeTorn = false;
        } catch (IOException e) {
            maybeTorn = true;
            LOG.error("Not in the audit log ({}): {}", e.toString(), line);
        }
    }

    private boolean isTorn() throws IOException {
        if (!maybeTorn || Files.notExists(file)) {
            return false;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private void rotate() throws IOException {
        for (int i = MAX_OLD; i > 0; i--) {
            Path from = i == 1 ? file : old(i - 1);
            if (Files.exists(from)) {
                Files.move(from, old(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private FileAttribute<?>[] ownerOnly() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Writes what is waiting; waits for it up to five seconds. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.error(
                        "The last {} entries are not in the audit log",
                        thread.getQueue().size());
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            thread.shutdownNow();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
