package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T15:04:05.123Z"), ZoneOffset.UTC);
    private static final Actor CI = new Actor("ci", "192.0.2.7");

    @TempDir
    Path folder;

    @Test
    void writesALineAnAction() throws IOException {
        try (AuditLog log = new AuditLog(folder, CLOCK)) {
            log.record(CI, "token.create", "bot", Audit.Outcome.DONE);
            log.record(Actor.CONSOLE, "key.rotate", "default", Audit.Outcome.FAILED);
        }
        assertThat(lines("audit.log"))
                .containsExactly(
                        "{\"time\":\"2026-11-23T15:04:05.123Z\",\"who\":\"ci\",\"from\":\"192.0.2.7\","
                                + "\"action\":\"token.create\",\"subject\":\"bot\",\"outcome\":\"done\"}",
                        "{\"time\":\"2026-11-23T15:04:05.123Z\",\"who\":\"console\",\"from\":\"local\","
                                + "\"action\":\"key.rotate\",\"subject\":\"default\",\"outcome\":\"failed\"}");
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        record("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void tellsHowAFutureEnded() throws IOException {
        try (AuditLog log = new AuditLog(folder, CLOCK)) {
            Throwable refused = new AccessException(AccessException.Reason.UNKNOWN, "x");
            log.record(CI, "a", "x", (Throwable) null);
            log.record(CI, "b", "x", refused);
            log.record(CI, "c", "x", new CompletionException(refused));
            log.record(CI, "d", "x", new IOException("disk full"));
        }
        List<String> outcomes = new ArrayList<>();
        for (String line : lines("audit.log")) {
            outcomes.add(new JsonMapper().readTree(line).get("outcome").asText());
        }
        assertThat(outcomes).containsExactly("done", "refused", "refused", "failed");
    }

    @Test
    void nobodyWritesALineOfHisOwnByWayOfAName() throws IOException {
        String forged = "x\"}\n{\"time\":\"1970-01-01T00:00:00Z\",\"who\":\"console\"\r\u2028\u0000";
        try (AuditLog log = new AuditLog(folder, CLOCK)) {
            log.record(new Actor(forged, forged), "token.revoke", forged, Audit.Outcome.REFUSED);
        }
        String all = Files.readString(folder.resolve("audit.log"));
        assertThat(all.chars().filter(c -> c == '\n').count()).isEqualTo(1);
        JsonNode entry = new JsonMapper().readTree(all);
        assertThat(entry.get("subject").asText()).isEqualTo(forged);
        assertThat(entry.get("time").asText()).startsWith("2026");
    }

    @Test
    void cutsWhatIsTooLong() throws IOException {
        record("x".repeat(10_000));
        assertThat(lines("audit.log").get(0)).hasSizeLessThan(500);
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        record("one");
        record("two");
        assertThat(lines("audit.log")).hasSize(2);
    }

    @Test
    void beginsALineAfterOneThatWasTorn() throws IOException {
        record("one");
        Files.writeString(folder.resolve("audit.log"), "{\"time\":\"20", StandardOpenOption.APPEND);
        record("two");
        assertThat(lines("audit.log")).hasSize(3);
        assertThat(new JsonMapper()
                        .readTree(lines("audit.log").get(2))
                        .get("subject")
                        .asText())
                .isEqualTo("two");
    }

    @Test
    void itsFilesAreBounded() throws IOException {
        // Each line is forced to the disk, and closing waits only so long for it.
        int perFile = 3;
        int lines = 60;
        record("subject-000");
        int length = (int) Files.size(folder.resolve("audit.log"));
        Files.delete(folder.resolve("audit.log"));
        try (AuditLog log = new AuditLog(folder, CLOCK, perFile * length)) {
            for (int i = 0; i < lines; i++) {
                log.record(CI, "topic.set", String.format("subject-%03d", i), Audit.Outcome.DONE);
            }
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(names).hasSize(AuditLog.MAX_OLD + 1).contains("audit.log", "audit.log.1", "audit.log.9");
        List<String> all = new ArrayList<>();
        for (int i = AuditLog.MAX_OLD; i >= 0; i--) {
            assertThat(folder.resolve(i == 0 ? "audit.log" : "audit.log." + i))
                    .satisfies(file -> assertThat(Files.size(file)).isLessThanOrEqualTo((long) perFile * length));
            all.addAll(lines(i == 0 ? "audit.log" : "audit.log." + i));
        }
        assertThat(all).hasSize((AuditLog.MAX_OLD + 1) * perFile);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).contains(String.format("subject-%03d", lines - all.size() + i));
        }
    }

    @Test
    void aFailureStopsNothing() throws IOException {
        Path blocked = folder.resolve("audit.log");
        Files.createDirectory(blocked);
        try (AuditLog log = new AuditLog(folder, CLOCK)) {
            log.record(CI, "token.create", "one", Audit.Outcome.DONE);
        }
        Files.delete(blocked);
        record("two");
        assertThat(lines("audit.log")).hasSize(1);
    }

    private void record(String subject) {
        try (AuditLog log = new AuditLog(folder, CLOCK)) {
            log.record(CI, "topic.set", subject, Audit.Outcome.DONE);
        }
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
