package dev.pushlab.server.hub.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery is tested on real files, cut and flipped at every byte. */
class EventJournalTest {
    private static final Topic TOPIC = new Topic("news");
    private static final long EPOCH = 41;
    private static final long LATER = 42;
    private static final int SMALL = 64 << 10;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void folder() {
        folder = temporary.resolve("journal");
    }

    @Test
    void whatWasForcedIsThereAgainExactly() throws IOException {
        List<Event> events = List.of(
                event(1, "", EventDraft.TEXT, Payload.text("häll\u00f6 \ud83d\ude00")),
                event(2, "t".repeat(64), "x".repeat(255), Payload.binary(new byte[] {0, -1, 13, 10})),
                event(3, "big", EventDraft.BINARY, Payload.binary(new byte[Payload.MAX_BYTES])),
                event(4, "", EventDraft.JSON, Payload.text("")));
        try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
            commit(journal, events.subList(0, 1));
            commit(journal, events.subList(1, 4));
        }
        Recovery recovered = reopen();
        assertThat(recovered).isEqualTo(new Recovery(EPOCH, 4, events, keys(events), 0, recovered.damage()));
        assertThat(recovered.damage()).isEmpty();
    }

    @Test
    void goesOnWithItsOffsetsAndEpochOverManyRuns() throws IOException {
        EventJournal.create(folder, EPOCH, 0, List.of(), Map.of()).close();
        for (int run = 0; run < 5; run++) {
            try (EventJournal journal =
                    EventJournal.open(folder, TOPIC, LATER + run).journal()) {
                assertThat(journal.epoch()).isEqualTo(EPOCH);
                commit(journal, texts(run * 3 + 1, 3));
            }
        }
        assertThat(reopen().events()).isEqualTo(texts(1, 15));
        assertThat(reopen().keys()).isEqualTo(keys(texts(1, 15)));
    }

    @Test
    void beginsWithWhatATopicHadBefore() throws IOException {
        EventJournal.create(folder, EPOCH, 12, texts(8, 5), keys(texts(8, 5))).close();
        Recovery recovered = reopen();
        assertThat(recovered.last()).isEqualTo(12);
        assertThat(recovered.events()).isEqualTo(texts(8, 5));
        assertThat(recovered.keys()).isEqualTo(keys(texts(8, 5)));
    }

    @Test
    void aTailCutAtAnyByteLosesOnlyItsOwnGroupAndNothingOfTheEpoch() throws IOException {
        Path file = threeGroups();
        byte[] whole = Files.readAllBytes(file);
        int second = groupEnd(1);
        int third = groupEnd(2);
        assertThat(whole.length).isEqualTo(groupEnd(3));
        for (int length = second; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int left = length == whole.length ? 6 : length >= third ? 4 : 2;
            int end = length == whole.length ? length : length >= third ? third : second;
            JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
            try (EventJournal journal = opened.journal()) {
                assertThat(opened.recovery().damage()).as("cut at %d", length).isEmpty();
                assertThat(opened.recovery().epoch()).isEqualTo(EPOCH);
                assertThat(opened.recovery().events()).isEqualTo(texts(1, left));
                assertThat(opened.recovery().keys()).isEqualTo(keys(texts(1, left)));
                assertThat(opened.recovery().torn()).isEqualTo(length - end);
                assertThat(Files.size(file)).isEqualTo(end);
                commit(journal, texts(left + 1, 1));
            }
            assertThat(reopen().events()).isEqualTo(texts(1, left + 1));
        }
    }

    /** A file system may have lengthened the file before the last sectors of it were written. */
    @Test
    void aTailThatEndsInUnwrittenSectorsIsTornToo() throws IOException {
        Path file = folder.resolve(SegmentFile.name(1));
        try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
            commit(journal, texts(1, 2));
            commit(journal, List.of(event(3, "", EventDraft.TEXT, Payload.text("y".repeat(5_000)))));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int sector = 512; sector < whole.length; sector += 512) {
            byte[] cut = whole.clone();
            Arrays.fill(cut, sector, whole.length, (byte) 0);
            Files.write(file, cut);
            Recovery recovered = reopen();
            assertThat(recovered.damage()).as("zeros from %d", sector).isEmpty();
            assertThat(recovered.epoch()).isEqualTo(EPOCH);
            assertThat(recovered.events()).isEqualTo(texts(1, 2));
        }
    }

    @Test
    void aFlippedBitAnywhereBeginsANewEpochWithAllThatCanBeRead() throws IOException {
        Path file = threeGroups();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            try (Stream<Path> old = Files.list(folder)) {
                old.filter(Files::isDirectory).forEach(EventJournalTest::deleteTree);
            }
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(file, flipped);
            new Manifest(EPOCH, 1).write(folder);
            Recovery recovered = reopen();
            assertThat(recovered.damage()).as("bit flipped in byte %d", at).isPresent();
            assertThat(recovered.epoch()).isEqualTo(LATER);
            int left = at < SegmentFile.HEADER ? 0 : 4;
            assertThat(recovered.events()).as("bit flipped in byte %d", at).hasSize(left);
            assertThat(recovered.last()).isEqualTo(left);
            List<String> expected = new ArrayList<>(List.of("1", "2", "3", "4", "5", "6"));
            int group = at < groupEnd(1) ? 0 : at < groupEnd(2) ? 1 : 2;
            expected.subList(group * 2, group * 2 + 2).clear();
            if (left > 0) {
                assertThat(recovered.events())
                        .extracting(event -> event.payload().toText())
                        .isEqualTo(expected);
                assertThat(recovered.events())
                        .extracting(event -> event.id().toString())
                        .containsExactly("42:1", "42:2", "42:3", "42:4");
            }
            // What was damaged is kept as it was, and the new journal is sound.
            try (Stream<Path> all = Files.walk(folder)) {
                Path aside = all.filter(path ->
                                path.getParent().getFileName().toString().startsWith("damaged-"))
                        .findFirst()
                        .orElseThrow();
                assertThat(aside).hasBinaryContent(flipped);
            }
            Recovery again = EventJournal.open(folder, TOPIC, LATER + 1).recovery();
            assertThat(again.damage()).isEmpty();
            assertThat(again.epoch()).isEqualTo(LATER);
            assertThat(again.events()).isEqualTo(recovered.events());
        }
    }

    @Test
    void dataThatLooksLikeAFrameIsNotTakenForOne() throws IOException {
        try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
            byte[] forged = new byte[200];
            Frame.encode(0, texts(2, 1), keys(texts(2, 1)))
                    .get(
                            forged,
                            0,
                            Frame.encode(0, texts(2, 1), keys(texts(2, 1))).limit());
            commit(journal, List.of(event(1, "", EventDraft.BINARY, Payload.binary(forged))));
        }
        Path file = folder.resolve(SegmentFile.name(1));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
        Recovery recovered = reopen();
        assertThat(recovered.damage()).isEmpty();
        assertThat(recovered.events()).isEmpty();
    }

    @Test
    void aMissingSegmentBeginsANewEpochWhereverItWas() throws IOException {
        for (int missing = 0; missing < 3; missing++) {
            folder = temporary.resolve("journal-" + missing);
            List<Path> files = threeSegments();
            Files.delete(files.get(missing));
            Recovery recovered = reopen();
            if (missing == 0) {
                // The oldest: as if retention had dropped it, which is no damage.
                assertThat(recovered.damage()).isEmpty();
                assertThat(recovered.epoch()).isEqualTo(EPOCH);
            } else {
                assertThat(recovered.damage()).isPresent();
                assertThat(recovered.epoch()).isEqualTo(LATER);
                assertThat(recovered.events()).isNotEmpty();
            }
        }
    }

    @Test
    void aMissingOrDamagedManifestBeginsANewEpoch() throws IOException {
        threeGroups();
        Files.writeString(folder.resolve("manifest"), "epoch=41\nnewest=1\ncrc=0\n");
        Recovery recovered = reopen();
        assertThat(recovered.epoch()).isEqualTo(LATER);
        assertThat(recovered.events()).hasSize(6);
        Files.delete(folder.resolve("manifest"));
        assertThat(EventJournal.open(folder, TOPIC, LATER + 1).recovery().epoch())
                .isEqualTo(LATER + 1);
    }

    @Test
    void aSegmentThatWasBeingBegunIsNoDamage() throws IOException {
        threeGroups();
        byte[] header = SegmentFile.header(7, 99).array();
        for (int length = 0; length <= header.length; length++) {
            new Manifest(EPOCH, 1).write(folder);
            Files.write(folder.resolve(SegmentFile.name(7)), Arrays.copyOf(header, length));
            Recovery recovered = reopen();
            assertThat(recovered.damage()).as("%d bytes", length).isEmpty();
            assertThat(recovered.events()).hasSize(6);
        }
    }

    @Test
    void givesBackWholeSegmentsOnlyAndGoesOnWhenNothingIsLeft() throws IOException {
        threeSegments();
        JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
        long last = opened.recovery().last();
        try (EventJournal journal = opened.journal()) {
            long before = journal.bytes();
            journal.dropBefore(2);
            assertThat(journal.bytes()).isEqualTo(before);
            journal.dropBefore(last);
            assertThat(journal.bytes()).isLessThan(before).isPositive();
            journal.dropBefore(last + 1);
            assertThat(journal.bytes()).isEqualTo(SegmentFile.HEADER);
        }
        opened = EventJournal.open(folder, TOPIC, LATER);
        try (EventJournal journal = opened.journal()) {
            assertThat(opened.recovery())
                    .isEqualTo(new Recovery(EPOCH, last, List.of(), Map.of(), 0, Optional.empty()));
            commit(journal, texts(last + 1, 1));
        }
        assertThat(reopen().events()).isEqualTo(texts(last + 1, 1));
    }

    @Test
    void aFullDiskLosesNothingAndNothingButTheGroupThatDidNotFit() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        int group = Frame.encode(0, texts(3, 2), keys(texts(3, 2))).limit();
        for (int room = 0; room < group; room++) {
            folder = temporary.resolve("full-" + room);
            disk.room = Long.MAX_VALUE;
            try (EventJournal journal = EventJournal.create(folder, disk, EPOCH, 0, List.of(), Map.of())) {
                commit(journal, texts(1, 2));
                disk.room = room;
                assertThatThrownBy(() -> journal.write(texts(3, 2), keys(texts(3, 2))))
                        .hasMessageContaining("No space");
                assertThatThrownBy(() -> journal.write(texts(3, 2), keys(texts(3, 2))))
                        .isInstanceOf(IOException.class);
                disk.room = Long.MAX_VALUE;
                commit(journal, texts(3, 1));
            }
            assertThat(reopen().events()).isEqualTo(texts(1, 3));
        }
    }

    @Test
    void aGroupThatCouldNotBeForcedIsTakenBackBeforeTheNextOne() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        try (EventJournal journal = EventJournal.create(folder, disk, EPOCH, 0, List.of(), Map.of())) {
            commit(journal, texts(1, 2));
            journal.write(texts(3, 5), keys(texts(3, 5)));
            disk.forceFails = true;
            assertThatThrownBy(journal::force).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> journal.write(texts(3, 1), keys(texts(3, 1))))
                    .isInstanceOf(IOException.class);
            disk.forceFails = false;
            commit(journal, texts(3, 1));
        }
        assertThat(reopen().events()).isEqualTo(texts(1, 3));
    }

    @Test
    void aSegmentThatCannotBeBegunIsBegunLater() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        List<Event> expected = new ArrayList<>();
        try (EventJournal journal = EventJournal.create(folder, disk, EPOCH, 0, List.of(), Map.of())) {
            journal.retainedBytes(1);
            Event large = event(1, "", EventDraft.BINARY, Payload.binary(new byte[SMALL]));
            commit(journal, List.of(large));
            disk.opensFail = true;
            assertThatThrownBy(() -> journal.write(texts(2, 1), keys(texts(2, 1))))
                    .hasMessageContaining("Read-only");
            disk.opensFail = false;
            disk.room = SegmentFile.HEADER / 2;
            assertThatThrownBy(() -> journal.write(texts(2, 1), keys(texts(2, 1))))
                    .hasMessageContaining("No space");
            disk.room = Long.MAX_VALUE;
            commit(journal, texts(2, 1));
            expected.add(large);
            expected.addAll(texts(2, 1));
        }
        assertThat(reopen().events()).isEqualTo(expected);
    }

    @Test
    void onlyTheNewestFoldersOfDamagedFilesAreKept() throws IOException {
        Path file = threeGroups();
        List<String> oldest = List.of();
        for (int round = 0; round <= JournalRecovery.MAX_DAMAGED; round++) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[SegmentFile.HEADER + Frame.HEADER] ^= 1;
            Files.write(file, bytes);
            assertThat(reopen().damage()).isPresent();
            try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
                commit(journal, texts(1, 2));
                commit(journal, texts(3, 2));
            }
            oldest = round == 0 ? damaged() : oldest;
        }
        assertThat(damaged()).hasSize(JournalRecovery.MAX_DAMAGED).doesNotContainAnyElementsOf(oldest);
        assertThat(oldest).hasSize(1);
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private Recovery reopen() throws IOException {
        JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
        opened.journal().close();
        return opened.recovery();
    }

    private List<String> damaged() throws IOException {
        return DurableFiles.list(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("damaged-"))
                .toList();
    }

    /** Three groups of two events in one segment. */
    private Path threeGroups() throws IOException {
        try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
            commit(journal, texts(1, 2));
            commit(journal, texts(3, 2));
            commit(journal, texts(5, 2));
        }
        return folder.resolve(SegmentFile.name(1));
    }

    private static int groupEnd(int groups) {
        return SegmentFile.HEADER
                + groups * Frame.encode(0, texts(1, 2), keys(texts(1, 2))).limit();
    }

    private List<Path> threeSegments() throws IOException {
        try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
            journal.retainedBytes(1);
            for (int offset = 1; offset <= 5; offset++) {
                commit(journal, List.of(event(offset, "", EventDraft.BINARY, Payload.binary(new byte[SMALL / 2]))));
            }
        }
        List<Path> files = DurableFiles.list(folder).stream()
                .filter(file -> SegmentFile.base(file).isPresent())
                .toList();
        assertThat(files).hasSize(3);
        return files;
    }

    private static void commit(EventJournal journal, List<Event> events) throws IOException {
        journal.write(events, keys(events));
        journal.force();
    }

    private static List<Event> texts(long first, int count) {
        List<Event> events = new ArrayList<>();
        for (long offset = first; offset < first + count; offset++) {
            events.add(event(offset, "", EventDraft.TEXT, Payload.text(Long.toString(offset))));
        }
        return events;
    }

    /** Every second event was published under a key. */
    private static Map<Long, PublishKey> keys(List<Event> events) {
        Map<Long, PublishKey> keys = new TreeMap<>();
        for (Event event : events) {
            long offset = event.id().offset();
            if (offset % 2 == 0) {
                keys.put(offset, new PublishKey(offset, -offset, Long.MIN_VALUE + offset));
            }
        }
        return keys;
    }

    private static Event event(long offset, String type, String contentType, Payload payload) {
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        return new Event(new EventId(EPOCH, offset), TOPIC, type, time, contentType, payload);
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
