package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import dev.pushlab.protocol.keys.KnownPeers.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPeersTest {
    private static final Instant FIRST = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(60);
    private static final String NAME = "192.0.2.7:9555";

    private final Fingerprint one = Identity.generate().fingerprint();
    private final Fingerprint other = Identity.generate().fingerprint();

    @TempDir
    private Path folder;

    private Path file;
    private KnownPeers peers;

    @BeforeEach
    void create() {
        file = folder.resolve("sub/known-peers");
        peers = new KnownPeers(file);
    }

    @Test
    void newThenMatchingThenChanged() throws IOException {
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.New());
        assertThat(Files.exists(file)).as("checking changes nothing").isFalse();
        peers.remember(NAME, one, FIRST.plusNanos(1));
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.Matches(FIRST));
        assertThat(peers.check(NAME, other)).isEqualTo(new Result.Changed(one, FIRST));
        assertThat(peers.check("192.0.2.8:9555", other)).isEqualTo(new Result.New());
    }

    @Test
    void isRememberedAcrossRestarts() throws IOException {
        peers.remember(NAME, one, FIRST);
        KnownPeers again = new KnownPeers(file);
        assertThat(again.check(NAME, one)).isEqualTo(new Result.Matches(FIRST));
        assertThat(Files.readAllLines(file)).contains(NAME + " " + one + " 2026-11-23T12:00:00Z");
    }

    @Test
    void aPinIsNeverReplacedSilently() throws IOException {
        peers.remember(NAME, one, FIRST);
        peers.remember(NAME, one, LATER);
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.Matches(FIRST));
        assertFails(Reason.CONFLICT, () -> peers.remember(NAME, other, LATER));
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.Matches(FIRST));

        peers.replace(NAME, other, LATER);
        assertThat(peers.check(NAME, other)).isEqualTo(new Result.Matches(LATER));
        peers.forget(NAME);
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.New());
        assertThat(peers.all()).isEmpty();
    }

    @Test
    void isBounded() throws IOException {
        StringBuilder content = new StringBuilder("# full\n\n");
        for (int i = 0; i < KnownPeers.MAX_PEERS; i++) {
            content.append("peer").append(i).append(' ').append(one).append(" 2026-11-23T12:00:00Z\n");
        }
        write(content.toString());
        assertThat(peers.all()).hasSize(KnownPeers.MAX_PEERS);
        assertFails(Reason.FULL, () -> peers.remember(NAME, one, FIRST));
        peers.replace("peer0", other, FIRST);
        peers.forget("peer1");
        peers.remember(NAME, one, FIRST);
        assertThat(peers.all()).hasSize(KnownPeers.MAX_PEERS).containsKey(NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "peer",
                "peer 12ab 2026-11-23T12:00:00Z",
                "peer FP yesterday",
                "peer FP",
                "a b FP T",
                "peer FP T x"
            })
    void aFileThatIsNotUnderstoodIsRefusedAsAWhole(String line) throws IOException {
        String content = "fine " + one + " 2026-11-23T12:00:00Z\n"
                + line.replace("FP", one.toString()).replace(" T", " 2026-11-23T12:00:00Z") + "\n";
        write(content);
        assertThatThrownBy(() -> peers.check("fine", one))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("line 2");
        assertFails(Reason.MALFORMED, () -> peers.remember(NAME, one, FIRST));
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void theSameNameTwiceIsMalformed() throws IOException {
        String line = "twice %s 2026-11-23T12:00:00Z\n";
        write(line.formatted(one) + line.formatted(other));
        assertFails(Reason.MALFORMED, () -> peers.check("twice", one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "#a", "a\nb", "a\u202Eb", "a\u0000"})
    void unsuitableNamesAreRefused(String name) {
        assertThatThrownBy(() -> peers.check(name, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peers.remember(name, one, FIRST)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peers.check("x".repeat(256), one)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rights() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        peers.remember(NAME, one, FIRST);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(peers.check(NAME, one)).isEqualTo(new Result.Matches(FIRST));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertFails(Reason.WRITABLE_BY_OTHERS, () -> peers.check(NAME, one));
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        int threads = 4;
        int each = 10;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String prefix = "peer-" + thread + "-";
                done.add(pool.submit(() -> {
                    KnownPeers own = new KnownPeers(file);
                    for (int i = 0; i < each; i++) {
                        own.remember(prefix + i, one, FIRST);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(peers.all()).hasSize(threads * each);
    }

    private void write(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
