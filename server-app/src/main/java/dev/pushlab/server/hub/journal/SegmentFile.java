package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment's name and contents. The name is the offset of its first event in 16 digits; the file begins with
 *
 * <pre>
 *  0  8  "PLABLOG1"
 *  8  8  the offset in its name
 * 16  8  salt, random, of its frames
 * 24  4  CRC-32C of the bytes 0 to 23
 * </pre>
 *
 * and {@link Frame}s follow.
 */
final class SegmentFile {
    static final int HEADER = 28;

    /** No segment is ever longer: it is full at {@link EventJournal#MAX_SEGMENT_BYTES}, and then comes one frame. */
    private static final long MAX_LENGTH = 64L << 20;

    private static final int SECTOR = 512;
    private static final long MAGIC = 0x504c41424c4f4731L;
    private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.log");
    private static final SecureRandom SALTS = new SecureRandom();

    private SegmentFile() {}

    static String name(long base) {
        return String.format(Locale.ROOT, "%016d.log", base);
    }

    /** The offset in a segment's name; empty for other files. */
    static Optional<Long> base(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Optional.of(Long.parseLong(name.group(1))) : Optional.empty();
    }

    static long randomSalt() {
        return SALTS.nextLong();
    }

    static ByteBuffer header(long base, long salt) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).putLong(base).putLong(salt);
        header.putInt(Frame.crc(header, 0, HEADER - 4));
        return header.flip();
    }

    /** How a segment ends. */
    enum End {
        /** With a whole frame. */
        WHOLE,
        /** With one that was being written: it is cut short, or its end is zeros. Nobody was promised its events. */
        TORN,
        /** Something is wrong with what had been forced to disk. */
        DAMAGED
    }

    /**
     * What was found in a segment.
     *
     * @param base as its name says
     * @param salt 0 if the header is not readable
     * @param stored all that is readable, also behind damage
     * @param end how it ends; {@code DAMAGED} also if the damage is in the middle
     * @param length up to the end of the last whole frame before anything else
     */
    record Contents(long base, long salt, Stored stored, End end, long length) {
        /** The offset that the segment after this one begins with. */
        long next() {
            return base + stored.events().size();
        }
    }

    /** Reads a segment whatever it looks like. */
    static Contents read(Path path, Topic topic, long epoch) throws IOException {
        long base = base(path).orElseThrow();
        if (Files.size(path) > MAX_LENGTH) {
            return new Contents(base, 0, new Stored(), End.DAMAGED, 0);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).asReadOnlyBuffer();
        if (file.limit() < HEADER || isZero(file, 0)) {
            return new Contents(base, 0, new Stored(), End.TORN, 0);
        }
        if (file.getLong(0) != MAGIC
                || file.getLong(8) != base
                || file.getInt(HEADER - 4) != Frame.crc(file, 0, HEADER - 4)) {
            return new Contents(base, 0, new Stored(), End.DAMAGED, 0);
        }
        return frames(file, base, topic, epoch);
    }

    private static Contents frames(ByteBuffer file, long base, Topic topic, long epoch) {
        long salt = file.getLong(16);
        Stored stored = new Stored();
        int at = HEADER;
        while (at < file.limit()) {
            int size = frame(file, salt, at, base + stored.events().size(), true, topic, epoch, stored);
            if (size == 0) {
                break;
            }
            at += size;
        }
        if (at == file.limit()) {
            return new Contents(base, salt, stored, End.WHOLE, at);
        }
        // The next group is written only after this one was forced: a frame behind what is broken proves damage.
        int before = stored.events().size();
        for (int behind = at + 1; behind < file.limit(); ) {
            int size = frame(file, salt, behind, base + stored.events().size(), false, topic, epoch, stored);
            behind += Math.max(size, 1);
        }
        End end = stored.events().size() == before && isTorn(file, salt, at) ? End.TORN : End.DAMAGED;
        return new Contents(base, salt, stored, end, at);
    }

    /**
     * Reads a frame.
     *
     * @param offset of its first event, or if not {@code exact} the least that is possible
     * @param into what it holds is added here
     * @return its size; 0 if there is none
     */
    private static int frame(
            ByteBuffer file, long salt, int at, long offset, boolean exact, Topic topic, long epoch, Stored into) {
        Optional<Frame.Header> header = Frame.header(salt, file, at);
        if (header.isEmpty()
                || header.get().first() < offset
                || exact && header.get().first() != offset) {
            return 0;
        }
        Optional<Stored> group = Frame.read(header.get(), file, at, topic, epoch);
        if (group.isEmpty()) {
            return 0;
        }
        into.addAll(group.get());
        return (int) header.get().size();
    }

    /** Whether what begins here was being written: cut short, or its end is not there yet though the file is longer. */
    private static boolean isTorn(ByteBuffer file, long salt, int at) {
        if (file.limit() - at < Frame.HEADER || isZero(file, at)) {
            return true;
        }
        Optional<Frame.Header> header = Frame.header(salt, file, at);
        if (header.isPresent()) {
            return file.limit() - at < header.get().size() || Frame.unwritten(header.get(), file, at);
        }
        // Disks write sectors: a header may have been cut between two of them.
        int sector = (at / SECTOR + 1) * SECTOR;
        return sector < at + Frame.HEADER && isZero(file, sector);
    }

    private static boolean isZero(ByteBuffer file, int from) {
        for (int at = from; at < file.limit(); at++) {
            if (file.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
