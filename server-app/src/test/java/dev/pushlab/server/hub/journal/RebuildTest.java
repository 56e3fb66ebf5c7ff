package dev.pushlab.server.hub.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged journal is replaced by what could be read of it, and the run ends in the middle of that. */
class RebuildTest {
    private static final Topic TOPIC = new Topic("news");
    private static final long OLD = 5;
    private static final long NEW = 6;
    private static final long LATER = 7;

    @TempDir
    Path folder;

    private Path segment;
    private byte[] damaged;

    @BeforeEach
    void damage() throws IOException {
        try (EventJournal journal = EventJournal.create(folder, OLD, 0, List.of(), Map.of())) {
            for (int group = 0; group < 3; group++) {
                journal.write(events(OLD, group * 2 + 1, 2), Map.of());
                journal.force();
            }
        }
        segment = folder.resolve(SegmentFile.name(1));
        damaged = Files.readAllBytes(segment);
        damaged[damaged.length / 2] ^= 1;
        Files.write(segment, damaged);
    }

    @Test
    void endedWhileWriting() throws IOException {
        rebuild();
        Files.move(folder.resolve("rebuilt"), folder.resolve("rebuilding"));
        Files.write(folder.resolve("rebuilding").resolve(SegmentFile.name(1)), new byte[3]);
        JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
        opened.journal().close();
        assertThat(opened.recovery().damage()).isPresent();
        assertThat(opened.recovery().epoch()).isEqualTo(LATER);
        assertThat(opened.recovery().events()).hasSize(4);
        assertSettled();
    }

    @Test
    void endedBeforeAnythingWasPutAside() throws IOException {
        rebuild();
        assertRebuilt();
        assertThat(putAside()).isEqualTo(damaged);
    }

    @Test
    void endedAfterTheOldSegmentsWerePutAside() throws IOException {
        rebuild();
        Files.move(
                segment, Files.createDirectory(folder.resolve("damaged-before")).resolve(SegmentFile.name(1)));
        assertRebuilt();
        assertThat(putAside()).isEqualTo(damaged);
    }

    @Test
    void endedBeforeTheNewSegmentsWereInPlace() throws IOException {
        rebuild();
        Files.delete(segment);
        Files.move(folder.resolve("rebuilt"), folder.resolve("ready"));
        assertRebuilt();
    }

    @Test
    void endedBeforeTheManifestWasInPlace() throws IOException {
        rebuild();
        Files.delete(segment);
        Path ready = Files.move(folder.resolve("rebuilt"), folder.resolve("ready"));
        Files.move(ready.resolve(SegmentFile.name(1)), segment);
        assertRebuilt();
    }

    @Test
    void endedBeforeTheFolderWasRemoved() throws IOException {
        rebuild();
        Files.delete(segment);
        Path ready = Files.move(folder.resolve("rebuilt"), folder.resolve("ready"));
        Files.move(ready.resolve(SegmentFile.name(1)), segment);
        Files.delete(folder.resolve("manifest"));
        Files.move(ready.resolve("manifest"), folder.resolve("manifest"));
        assertRebuilt();
    }

    private void rebuild() throws IOException {
        Stored stored = new Stored();
        events(NEW, 1, 4).forEach(event -> stored.add(event, null));
        Rebuild.write(folder, ChannelSource.FILES, NEW, stored);
    }

    private void assertRebuilt() throws IOException {
        JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
        opened.journal().close();
        assertThat(opened.recovery().damage()).isEmpty();
        assertThat(opened.recovery().epoch()).isEqualTo(NEW);
        assertThat(opened.recovery().events()).isEqualTo(events(NEW, 1, 4));
        assertSettled();
    }

    private void assertSettled() {
        assertThat(folder.resolve("rebuilding")).doesNotExist();
        assertThat(folder.resolve("rebuilt")).doesNotExist();
        assertThat(folder.resolve("ready")).doesNotExist();
    }

    private byte[] putAside() throws IOException {
        List<Path> aside = DurableFiles.list(folder).stream()
                .filter(it -> it.getFileName().toString().startsWith(Rebuild.DAMAGED))
                .toList();
        assertThat(aside).hasSize(1);
        return Files.readAllBytes(aside.get(0).resolve(SegmentFile.name(1)));
    }

    private static List<Event> events(long epoch, long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(offset -> Event.of(
                        new EventId(epoch, offset), TOPIC, Instant.EPOCH, EventDraft.text(Long.toString(offset))))
                .toList();
    }
}
