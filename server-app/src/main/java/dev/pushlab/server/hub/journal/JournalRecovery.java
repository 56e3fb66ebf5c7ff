package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal and makes it fit to be written to.
 *
 * <p>If everything that was ever acknowledged must be there, the journal goes on in its epoch; a group at the very end
 * that was not written entirely is cut off, and nothing else. Otherwise (a damaged frame, manifest or header, a missing
 * segment) a new epoch begins: the events that can still be read are written anew with ids of the new epoch, from 1 on,
 * and the old files are kept in a folder of their own ({@link Rebuild}).
 */
public final class JournalRecovery {
    /** So many folders of damaged files are kept of a topic. */
    static final int MAX_DAMAGED = 3;

    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private JournalRecovery() {}

    /** A journal ready to be written to, and what it holds. */
    public record Opened(EventJournal journal, Recovery recovery) {}

    static Opened open(Path folder, ChannelSource channels, Topic topic, long newEpoch) throws IOException {
        Files.createDirectories(folder);
        Rebuild.finish(folder);
        Optional<Manifest> manifest = Manifest.read(folder);
        long epoch = manifest.map(Manifest::epoch).orElse(newEpoch);
        List<SegmentFile.Contents> segments = new ArrayList<>();
        for (Path file : DurableFiles.list(folder)) {
            if (SegmentFile.base(file).isPresent()) {
                segments.add(SegmentFile.read(file, topic, epoch));
            }
        }
        Optional<String> damage = manifest.isEmpty()
                ? Optional.of("the manifest is missing or damaged")
                : damage(segments, manifest.get());
        return damage.isPresent()
                ? begin(folder, channels, topic, newEpoch, segments, damage.get())
                : goOn(folder, channels, manifest.get(), segments);
    }

    /** Why history may be incomplete; empty if it is whole up to what nobody was promised. */
    private static Optional<String> damage(List<SegmentFile.Contents> segments, Manifest manifest) {
        int count = segments.size();
        for (int i = 0; i < count; i++) {
            SegmentFile.Contents segment = segments.get(i);
            boolean newest = i == count - 1;
            if (segment.end() == SegmentFile.End.DAMAGED || segment.end() == SegmentFile.End.TORN && !newest) {
                // A segment is begun only after the last group of the one before it was forced.
                return Optional.of("segment " + SegmentFile.name(segment.base()) + " is damaged");
            }
            if (i > 0 && segments.get(i - 1).next() != segment.base()) {
                return Optional.of("events are missing before segment " + SegmentFile.name(segment.base()));
            }
            if (segment.length() == 0 && segment.base() <= manifest.newest()) {
                return Optional.of("segment " + SegmentFile.name(segment.base()) + " has lost its beginning");
            }
        }
        return segments.stream().noneMatch(segment -> segment.base() == manifest.newest())
                ? Optional.of("segment " + SegmentFile.name(manifest.newest()) + " is missing")
                : Optional.empty();
    }

    private static Opened goOn(
            Path folder, ChannelSource channels, Manifest manifest, List<SegmentFile.Contents> segments)
            throws IOException {
        Map<Long, Long> sizes = new TreeMap<>();
        Stored stored = new Stored();
        long salt = 0;
        long torn = 0;
        for (SegmentFile.Contents segment : segments) {
            Path file = folder.resolve(SegmentFile.name(segment.base()));
            long excess = Files.size(file) - segment.length();
            torn += excess;
            if (segment.length() == 0) {
                // It was being begun when the run ended.
                Files.delete(file);
                continue;
            }
            if (excess > 0) {
                truncate(file, channels, segment.length());
            }
            sizes.put(segment.base(), segment.length());
            stored.addAll(segment.stored());
            salt = segment.salt();
        }
        long next = segments.get(segments.size() - 1).next();
        EventJournal journal = new EventJournal(folder, channels, manifest.epoch(), next);
        journal.adopt(sizes, salt, manifest);
        return new Opened(
                journal,
                new Recovery(manifest.epoch(), next - 1, stored.events(), stored.keys(), torn, Optional.empty()));
    }

    private static void truncate(Path file, ChannelSource channels, long length) throws IOException {
        try (FileChannel channel = channels.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private static Opened begin(
            Path folder,
            ChannelSource channels,
            Topic topic,
            long newEpoch,
            List<SegmentFile.Contents> segments,
            String damage)
            throws IOException {
        Stored stored = new Stored();
        for (SegmentFile.Contents segment : segments) {
            for (Event event : segment.stored().events()) {
                EventId id = new EventId(newEpoch, stored.events().size() + 1);
                stored.add(
                        new Event(id, topic, event.type(), event.time(), event.contentType(), event.payload()),
                        segment.stored().keys().get(event.id().offset()));
            }
        }
        Rebuild.write(folder, channels, newEpoch, stored);
        Opened opened = open(folder, channels, topic, newEpoch);
        dropOldDamage(folder);
        int last = stored.events().size();
        Recovery recovery = new Recovery(newEpoch, last, stored.events(), stored.keys(), 0, Optional.of(damage));
        return new Opened(opened.journal(), recovery);
    }

    /** Keeps the newest few folders of damaged files; what cannot be removed is logged and stays. */
    private static void dropOldDamage(Path folder) {
        try {
            List<Path> all = DurableFiles.list(folder).stream()
                    .filter(it -> it.getFileName().toString().startsWith(Rebuild.DAMAGED))
                    .toList();
            for (Path old : all.subList(0, Math.max(0, all.size() - MAX_DAMAGED))) {
                for (Path file : DurableFiles.list(old)) {
                    if (SegmentFile.base(file).isPresent()) {
                        Files.delete(file);
                    }
                }
                Files.delete(old);
                LOG.warn("{} was removed: only the {} newest folders of damaged files are kept", old, MAX_DAMAGED);
            }
        } catch (IOException e) {
            LOG.warn("Old folders of damaged files in {} stay: {}", folder, e.toString());
        }
    }
}
