package dev.pushlab.server.hub.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Entries for the Jazzer fuzzer: recovery of whatever is in a journal's folder. An ordinary test run replays the seeds
 * in the resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=JournalFuzzTest}
 * searches for new inputs.
 */
class JournalFuzzTest {
    private static final Topic TOPIC = new Topic("news");
    private static final long EPOCH = 41;
    private static final long LATER = 42;
    private static final int GROUP = 2;
    private static final List<Event> WRITTEN = texts(1, 3 * GROUP);

    /** Arbitrary files: a byte says how long the manifest is, the rest is the first segment. */
    @FuzzTest(maxDuration = "5m")
    void arbitrary(byte[] bytes) throws IOException {
        int manifest = bytes.length == 0 ? 0 : Math.min(Byte.toUnsignedInt(bytes[0]), bytes.length - 1);
        int start = Math.min(1, bytes.length);
        inFolder(folder -> {
            Files.write(folder.resolve("manifest"), Arrays.copyOfRange(bytes, start, start + manifest));
            Files.write(folder.resolve(SegmentFile.name(1)), Arrays.copyOfRange(bytes, start + manifest, bytes.length));
            goesOn(folder);
        });
    }

    /** Bytes of a whole journal flipped: four bytes each say where (the file, then the place in it) and which bits. */
    @FuzzTest(maxDuration = "5m")
    void flipped(byte[] bytes) throws IOException {
        inFolder(folder -> {
            try (EventJournal journal = EventJournal.create(folder, EPOCH, 0, List.of(), Map.of())) {
                for (int from = 0; from < WRITTEN.size(); from += GROUP) {
                    journal.write(WRITTEN.subList(from, from + GROUP), Map.of());
                    journal.force();
                }
            }
            ByteBuffer edits = ByteBuffer.wrap(bytes);
            while (edits.remaining() >= 4) {
                flip(folder.resolve(edits.get() % 2 == 0 ? SegmentFile.name(1) : "manifest"), edits);
            }
            Recovery recovered = goesOn(folder);
            List<Payload> readable =
                    recovered.events().stream().map(Event::payload).toList();
            assertThat(WRITTEN.stream()
                            .map(Event::payload)
                            .filter(readable::contains)
                            .toList())
                    .isEqualTo(readable);
            if (recovered.damage().isEmpty()) {
                // Nothing but a group at the end may be gone without being told.
                assertThat(recovered.last()).isGreaterThanOrEqualTo(WRITTEN.size() - GROUP);
                assertThat(recovered.events()).isEqualTo(WRITTEN.subList(0, (int) recovered.last()));
            }
        });
    }

    /** A manifest without its checksum, which is added: what is read is written again as it was. */
    @FuzzTest(maxDuration = "5m")
    void manifest(byte[] bytes) throws IOException {
        inFolder(folder -> {
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            text.write(bytes);
            text.write(("crc=" + Long.toHexString(crc.getValue()) + "\n").getBytes(StandardCharsets.US_ASCII));
            Path file = folder.resolve("manifest");
            Files.write(file, text.toByteArray());
            Optional<Manifest> read = Manifest.read(folder);
            if (read.isPresent()) {
                read.get().write(folder);
                assertThat(Files.readAllBytes(file)).isEqualTo(text.toByteArray());
                assertThat(Manifest.read(folder)).isEqualTo(read);
            }
        });
    }

    private static void flip(Path file, ByteBuffer edits) throws IOException {
        byte[] contents = Files.readAllBytes(file);
        contents[Short.toUnsignedInt(edits.getShort()) % contents.length] ^= edits.get();
        Files.write(file, contents);
    }

    /** Opens it, appends an event, and opens it again. */
    private static Recovery goesOn(Path folder) throws IOException {
        JournalRecovery.Opened opened = EventJournal.open(folder, TOPIC, LATER);
        Recovery recovered = opened.recovery();
        List<Event> expected = new ArrayList<>(recovered.events());
        try (EventJournal journal = opened.journal()) {
            for (int i = 0; i < expected.size(); i++) {
                long offset = recovered.last() - expected.size() + 1 + i;
                assertThat(expected.get(i).id()).isEqualTo(new EventId(recovered.epoch(), offset));
            }
            Event next = event(new EventId(recovered.epoch(), recovered.last() + 1), "next");
            journal.write(List.of(next), Map.of());
            journal.force();
            expected.add(next);
        }
        JournalRecovery.Opened again = EventJournal.open(folder, TOPIC, LATER + 1);
        again.journal().close();
        assertThat(again.recovery().damage()).isEmpty();
        assertThat(again.recovery().events()).isEqualTo(expected);
        return recovered;
    }

    private interface InFolder {
        void run(Path folder) throws IOException;
    }

    private static void inFolder(InFolder action) throws IOException {
        Path folder = Files.createTempDirectory("journal-fuzz");
        try {
            action.run(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Event> texts(long first, int count) {
        List<Event> events = new ArrayList<>();
        for (long offset = first; offset < first + count; offset++) {
            events.add(event(new EventId(EPOCH, offset), Long.toString(offset)));
        }
        return events;
    }

    private static Event event(EventId id, String text) {
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        return new Event(id, TOPIC, "", time, EventDraft.TEXT, Payload.text(text));
    }
}
