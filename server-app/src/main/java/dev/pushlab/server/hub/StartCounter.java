package dev.pushlab.server.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the starts of a server in a file: the epoch rises by one with every start. The first is random, 10,000 to
 * 99,999, so that a server whose directory was deleted is unlikely to repeat the epochs it had before. Where the file
 * cannot be read or written, the epoch is random and a warning is logged.
 */
public final class StartCounter implements EpochSource {
    private static final Logger LOG = LoggerFactory.getLogger(StartCounter.class);
    private static final long MAX = 1L << 52;

    private final Path file;

    /** @param directory made if it is missing; the counter is its file {@code epoch} */
    public StartCounter(Path directory) {
        this.file = directory.resolve("epoch");
    }

    @Override
    public long next() {
        try {
            long epoch = read();
            write(epoch);
            return epoch;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The start counter {} cannot be kept ({}); this run has a random epoch", file, e.toString());
            return EpochSource.random().next();
        }
    }

    private long read() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException e) {
            return 10_000 + new SecureRandom().nextInt(90_000);
        }
        if (!text.matches("[1-9][0-9]{0,15}") || Long.parseLong(text) >= MAX) {
            throw new IOException("not a start counter");
        }
        return Long.parseLong(text) + 1;
    }

    /** By way of a file beside it, so that a crash leaves the old number or the new one and never half of it. */
    private void write(long epoch) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = Files.createTempFile(file.getParent(), "epoch", ".new");
        try {
            Files.writeString(beside, epoch + "\n", StandardCharsets.US_ASCII);
            try {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
