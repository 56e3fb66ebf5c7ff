package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityStoreTest {
    /** RFC 8410 §10.3, first example. */
    private static final String PUBLISHED = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    @TempDir
    private Path folder;

    @Test
    void createsOnceAndLoadsAfterwards() throws IOException {
        IdentityStore store = new IdentityStore(folder.resolve("a/b/identity.pem"));
        assertThat(store.load()).isEmpty();
        Identity created = store.loadOrCreate();
        assertThat(store.loadOrCreate().publicKey()).isEqualTo(created.publicKey());
        Identity loaded = store.load().orElseThrow();
        assertThat(loaded.publicKey()).isEqualTo(created.publicKey());
        byte[] message = {1};
        assertThat(Ed25519.verify(created.publicKey(), message, loaded.sign(message)))
                .isTrue();
        assertThat(new IdentityStore(folder.resolve("other.pem")).loadOrCreate().publicKey())
                .isNotEqualTo(created.publicKey());
    }

    @Test
    @DisplayName("RFC 8410 §10.3 and §10.1: a published key is read, and the same is written")
    void theFormatIsTheStandardOne() throws IOException {
        Path file = write(PUBLISHED);
        Identity identity = new IdentityStore(file).load().orElseThrow();
        assertThat(HexFormat.of().formatHex(identity.publicKey()))
                .isEqualTo("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");

        IdentityStore fresh = new IdentityStore(folder.resolve("fresh.pem"));
        fresh.loadOrCreate();
        List<String> lines = Files.readAllLines(fresh.file());
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("-----BEGIN PRIVATE KEY-----");
        assertThat(lines.get(2)).isEqualTo("-----END PRIVATE KEY-----");
        assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(lines.get(1))))
                .startsWith("302e020100300506032b657004220420")
                .hasSize(2 * 48);
    }

    @Test
    void onlyTheOwnerHasRights() throws IOException {
        assumePosix();
        IdentityStore store = new IdentityStore(folder.resolve("new/identity.pem"));
        store.loadOrCreate();
        assertThat(permissions(store.file())).isEqualTo("rw-------");
        assertThat(permissions(store.file().getParent())).isEqualTo("rwx------");
        assertThat(permissions(store.file().resolveSibling("identity.pem.lock")))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(store.file().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("identity.pem", "identity.pem.lock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-r--r--", "rw-rw-rw-"})
    void aFileReadableByOthersIsRefused(String permissions) throws IOException {
        assumePosix();
        Path file = write(PUBLISHED);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertFails(Reason.READABLE_BY_OTHERS, new IdentityStore(file)::load);
        assertFails(Reason.READABLE_BY_OTHERS, new IdentityStore(file)::loadOrCreate);
        assertThat(Files.readString(file)).isEqualTo(PUBLISHED);
    }

    @Test
    void aFileWritableByOthersIsRefused() throws IOException {
        assumePosix();
        Path file = write(PUBLISHED);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw--w----"));
        assertFails(Reason.WRITABLE_BY_OTHERS, new IdentityStore(file)::load);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                        + "-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                        + "-----END PUBLIC KEY-----\n"
            })
    void anythingElseIsMalformedAndNotOverwritten(String content) throws IOException {
        Path file = write(content);
        assertFails(Reason.MALFORMED, new IdentityStore(file)::load);
        assertFails(Reason.MALFORMED, new IdentityStore(file)::loadOrCreate);
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = write(PUBLISHED + "x".repeat(10_000));
        assertFails(Reason.MALFORMED, new IdentityStore(file)::load);
    }

    @Test
    void manyThreadsGetTheSameIdentity() throws Exception {
        Path file = folder.resolve("identity.pem");
        int threads = 8;
        CountDownLatch start = new CountDownLatch(threads);
        Set<Fingerprint> seen = ConcurrentHashMap.newKeySet();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    return seen.add(new IdentityStore(file).loadOrCreate().fingerprint());
                }));
            }
            for (Future<?> future : done) {
                future.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(seen).hasSize(1);
    }

    private Path write(String content) throws IOException {
        Path file = folder.resolve("identity.pem");
        Files.writeString(file, content);
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assumePosix() {
        assumeTrue(isPosix(), "file system without POSIX rights");
    }

    private boolean isPosix() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
