package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one topic on disk: a folder of segments and a manifest.
 *
 * <p>{@link #write} appends a group, {@link #force} makes it durable; then comes the next one. If either fails, the
 * group is taken back before anything else is written, so that no offset is ever given to two events. Space is given
 * back by whole segments ({@link #dropBefore}).
 *
 * <p>For use by one thread at a time.
 */
public final class EventJournal implements AutoCloseable {
    /** The greatest size at which a segment is ended and a new one begun, in bytes. */
    public static final int MAX_SEGMENT_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);
    private static final int MIN_SEGMENT_BYTES = 64 << 10;
    /** The JDK keeps a direct buffer of the size of the greatest write, for each thread. */
    private static final int WRITE_BYTES = 256 << 10;

    private final Path folder;
    private final ChannelSource channels;
    private final long epoch;
    /** Sizes of the segments, by first offset; the last one is written to. */
    private final NavigableMap<Long, Long> segments = new TreeMap<>();

    private volatile long segmentBytes = MAX_SEGMENT_BYTES;
    private volatile long bytes;
    private FileChannel channel;
    private long salt;
    /** The offset after the newest event on disk, and the one after the newest that was written. */
    private long next;

    private long written;
    private long writtenLength;
    /** Whether the end of the newest segment is not as it should be, because something failed. */
    private boolean dirty;
    /** Whether a segment was begun that may be there half. */
    private boolean rolling;

    EventJournal(Path folder, ChannelSource channels, long epoch, long next) {
        this.folder = folder;
        this.channels = channels;
        this.epoch = epoch;
        this.next = next;
        this.written = next;
    }

    /**
     * Begins a journal; what was in the folder of an earlier one is deleted.
     *
     * @param last the offset of the topic's newest event, 0 if there was none
     * @param events those to begin with: consecutive, up to {@code last}
     * @param keys under which they were published, of those that were under one, by offset
     */
    public static EventJournal create(
            Path folder, long epoch, long last, List<Event> events, Map<Long, PublishKey> keys) throws IOException {
        return create(folder, ChannelSource.FILES, epoch, last, events, keys);
    }

    static EventJournal create(
            Path folder, ChannelSource channels, long epoch, long last, List<Event> events, Map<Long, PublishKey> keys)
            throws IOException {
        Files.createDirectories(folder);
        delete(folder);
        EventJournal journal = new EventJournal(folder, channels, epoch, last + 1 - events.size());
        try {
            journal.roll();
            journal.writeAll(events, keys);
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * Opens a journal as a run before left it; see {@link JournalRecovery}.
     *
     * @param newEpoch taken if history may be incomplete
     */
    public static JournalRecovery.Opened open(Path folder, Topic topic, long newEpoch) throws IOException {
        return JournalRecovery.open(folder, ChannelSource.FILES, topic, newEpoch);
    }

    /** Deletes a journal's manifest and segments, and nothing else. */
    public static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("manifest"));
        for (Path file : DurableFiles.list(folder)) {
            if (SegmentFile.base(file).isPresent()) {
                Files.delete(file);
            }
        }
        DurableFiles.forceFolder(folder);
    }

    /** How long a segment becomes, for a topic that is to keep that many bytes: an eighth of them, within bounds. */
    public void retainedBytes(long retained) {
        segmentBytes = Math.max(MIN_SEGMENT_BYTES, Math.min(MAX_SEGMENT_BYTES, retained / 8));
    }

    public long epoch() {
        return epoch;
    }

    /** The size of all segments; from any thread. */
    public long bytes() {
        return bytes;
    }

    /**
     * Appends a group. Nothing of it counts before {@link #force()} has returned.
     *
     * @param events consecutive, following the newest one
     * @param keys under which they are published, of those that are under one, by offset
     * @throws IOException if that failed; also {@code force()} must not be called then
     */
    public void write(List<Event> events, Map<Long, PublishKey> keys) throws IOException {
        if (events.get(0).id().offset() != next) {
            throw new IllegalArgumentException(events.get(0).id() + " does not follow " + (next - 1));
        }
        repair();
        if (rolling || size() >= segmentBytes && next > segments.lastKey()) {
            roll();
        }
        dirty = true;
        ByteBuffer frame = Frame.encode(salt, events, keys);
        long at = size();
        while (frame.hasRemaining()) {
            int length = Math.min(frame.remaining(), WRITE_BYTES);
            int count = channel.write(frame.slice(frame.position(), length), at);
            frame.position(frame.position() + count);
            at += count;
        }
        written = next + events.size();
        writtenLength = at;
    }

    /** Makes the group that was written last durable. */
    public void force() throws IOException {
        channel.force(false);
        next = written;
        grown(segments.lastKey(), writtenLength);
        dirty = false;
    }

    /** Gives back segments of which every event is older than this offset; failures are logged, and tried again. */
    public void dropBefore(long offset) {
        try {
            if (offset >= next && next > segments.lastKey() && !dirty) {
                roll();
            }
            while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= offset) {
                Files.deleteIfExists(folder.resolve(SegmentFile.name(segments.firstKey())));
                bytes -= segments.pollFirstEntry().getValue();
            }
        } catch (IOException e) {
            LOG.warn("Old segments in {} cannot be given back: {}", folder, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("A segment in {} was not closed: {}", folder, e.toString());
        }
    }

    /** Takes up segments that are there; the newest is written to from now on. */
    void adopt(Map<Long, Long> sizes, long newestSalt, Manifest manifest) throws IOException {
        sizes.forEach(this::grown);
        salt = newestSalt;
        if (segments.lastKey() != manifest.newest()) {
            new Manifest(epoch, segments.lastKey()).write(folder);
        }
        channel = channels.open(folder.resolve(SegmentFile.name(segments.lastKey())), StandardOpenOption.WRITE);
    }

    void roll() throws IOException {
        rolling = true;
        Path file = folder.resolve(SegmentFile.name(next));
        long newSalt = SegmentFile.randomSalt();
        FileChannel opened = channels.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            ByteBuffer header = SegmentFile.header(next, newSalt);
            while (header.hasRemaining()) {
                opened.write(header);
            }
            opened.force(true);
            DurableFiles.forceFolder(folder);
            new Manifest(epoch, next).write(folder);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        close();
        channel = opened;
        salt = newSalt;
        grown(next, SegmentFile.HEADER);
        rolling = false;
    }

    /** Writes what may be more than one group. */
    void writeAll(List<Event> events, Map<Long, PublishKey> keys) throws IOException {
        int from = 0;
        long size = 0;
        for (int to = 1; to <= events.size(); to++) {
            size += events.get(to - 1).payload().size();
            if (to == events.size() || size >= MAX_SEGMENT_BYTES) {
                write(events.subList(from, to), keys);
                force();
                from = to;
                size = 0;
            }
        }
    }

    /** Takes back what a failure left behind the last group that counts. */
    private void repair() throws IOException {
        if (dirty) {
            if (!channel.isOpen()) {
                channel = channels.open(folder.resolve(SegmentFile.name(segments.lastKey())), StandardOpenOption.WRITE);
            }
            channel.truncate(size());
            channel.force(true);
            dirty = false;
        }
    }

    private long size() {
        return Optional.ofNullable(segments.lastEntry())
                .map(Map.Entry::getValue)
                .orElse(0L);
    }

    private void grown(long base, long size) {
        Long before = segments.put(base, size);
        bytes += size - (before == null ? 0 : before);
    }
}
