package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entries for the Jazzer fuzzer: the files of rights. Nobody may get rights from a file that is not as it was written,
 * and nobody lose them when it is written anew. An ordinary test run replays the seeds in the resources folder of this
 * class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=KeptRightsFuzzTest#tokens} searches for new inputs.
 */
class KeptRightsFuzzTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T15:04:05Z"), ZoneOffset.UTC);
    private static final AccessToken CONSOLE = AccessToken.of("of-the-console");

    @FuzzTest(maxDuration = "5m")
    void tokens(byte[] bytes) throws IOException {
        inFolder("tokens.json", bytes, folder -> {
            Tokens tokens;
            try {
                tokens = open(folder);
            } catch (IOException e) {
                assertThat(e.getMessage())
                        .contains("tokens.json")
                        .hasSizeLessThan(folder.toString().length() + 100);
                return;
            }
            List<Tokens.Info> before = tokens.list();
            before.forEach(token -> sensible(token.name(), token.rights()));
            assertThat(before.stream().map(Tokens.Info::name)).doesNotHaveDuplicates();
            if (before.stream().noneMatch(token -> token.name().equals("fuzz"))) {
                tokens.create("fuzz", Rights.VIEWER).join();
                assertThat(open(folder).list()).hasSize(before.size() + 1).containsAll(before);
                tokens.revoke("fuzz").join();
                assertThat(open(folder).list()).isEqualTo(before);
            }
        });
    }

    @FuzzTest(maxDuration = "5m")
    void peers(byte[] bytes) throws IOException {
        inFolder("peers.json", bytes, folder -> {
            PeerRights peers;
            try {
                peers = PeerRights.open(Optional.of(folder), Runnable::run);
            } catch (IOException e) {
                assertThat(e.getMessage())
                        .contains("peers.json")
                        .hasSizeLessThan(folder.toString().length() + 100);
                return;
            }
            Map<String, Rights> before = peers.list();
            before.forEach(KeptRightsFuzzTest::sensible);
            Rights kept = before.getOrDefault(PeerRights.IDENTIFIED, Rights.VIEWER);
            peers.set(PeerRights.IDENTIFIED, kept).join();
            Map<String, Rights> after =
                    PeerRights.open(Optional.of(folder), Runnable::run).list();
            assertThat(after).containsAllEntriesOf(before).containsEntry(PeerRights.IDENTIFIED, kept);
            assertThat(after.size() - before.size()).isLessThanOrEqualTo(1);
        });
    }

    private static void sensible(String name, Rights rights) {
        assertThat(name).matches("[A-Za-z0-9._-]{1,64}");
        if (!rights.includes(Role.PUBLISHER)) {
            assertThat(rights.mayPublish(new Topic("news"))).isFalse();
        }
    }

    private static Tokens open(Path folder) throws IOException {
        return Tokens.open(Optional.of(folder), CONSOLE, Runnable::run, CLOCK);
    }

    private interface InFolder {
        void run(Path folder) throws IOException;
    }

    private static void inFolder(String name, byte[] contents, InFolder action) throws IOException {
        Path folder = Files.createTempDirectory("rights-fuzz");
        try {
            Path file = Files.write(folder.resolve(name), contents);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            action.run(folder);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
