package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pushlab.server.access.AccessException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T15:04:05Z"), ZoneOffset.UTC);
    private static final Rights NEWS = new Rights(Role.PUBLISHER, List.of(new TopicPattern("news")));

    @TempDir
    Path folder;

    private final AccessToken console = AccessToken.of("of-the-console");

    private Tokens open() throws IOException {
        return Tokens.open(Optional.of(folder), console, Runnable::run, CLOCK);
    }

    @Test
    void theConsolesTokenIsAnAdministrators() throws IOException {
        Tokens tokens = open();
        assertThat(find(tokens, console)).contains(new Principal(Tokens.CONSOLE, Rights.ADMIN));
        assertThat(tokens.find(TokenHash.of("of-the-consolf"))).isEmpty();
        assertThat(tokens.find(TokenHash.of(""))).isEmpty();
        assertThat(folder.resolve("tokens.json")).doesNotExist();
    }

    @Test
    void aTokenGivesItsRightsAndOutlivesTheRun() throws IOException {
        AccessToken secret = open().create("ci", NEWS).join();

        Tokens later = Tokens.open(Optional.of(folder), AccessToken.random(), Runnable::run, CLOCK);

        assertThat(find(later, secret)).contains(new Principal("ci", NEWS));
        assertThat(find(later, console)).as("of the run before").isEmpty();
        assertThat(later.list()).hasSize(2).last().isEqualTo(new Tokens.Info("ci", NEWS, CLOCK.instant()));
    }

    @Test
    void theFileHasNoSecretAndIsItsOwnersOnly() throws IOException {
        Tokens tokens = open();
        AccessToken secret = tokens.create("ci", NEWS).join();
        String kept = Files.readString(folder.resolve("tokens.json"));
        assertThat(kept)
                .contains("\"ci\"", TokenHash.of(secret.reveal()).hex())
                .doesNotContain(
                        secret.reveal(), console.reveal(), console.hash().hex());
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tokens.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        open().create("ci", NEWS).join();
        Files.setPosixFilePermissions(folder.resolve("tokens.json"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("readable by other users");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"version\":2,\"tokens\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"tokens\":[{}]}",
                "{\"version\":1,\"tokens\":[{\"name\":\"a b\",\"role\":\"viewer\",\"created\":\"2026-11-23T15:04:05Z\",\"sha256\":\"%s\"}]}",
                "{\"version\":1,\"tokens\":[{\"name\":\"console\",\"role\":\"viewer\",\"created\":\"2026-11-23T15:04:05Z\",\"sha256\":\"%s\"}]}",
                "{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"root\",\"created\":\"2026-11-23T15:04:05Z\",\"sha256\":\"%s\"}]}",
                "{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"viewer\",\"created\":\"yesterday\",\"sha256\":\"%s\"}]}",
                "{\"version\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"viewer\",\"created\":\"2026-11-23T15:04:05Z\",\"sha256\":\"%szz\"}]}",
            })
    void aDamagedFileIsAnErrorAndNotAnEmptyList(String contents) throws IOException {
        Path file = folder.resolve("tokens.json");
        Files.createFile(file);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        String hash = TokenHash.of("anything").hex();
        Files.writeString(file, contents.replace("%s", hash));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokens.json")
                .hasMessageNotContaining(hash);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceAndForGood() throws IOException {
        Tokens tokens = open();
        AccessToken secret = tokens.create("ci", Rights.PUBLISHER).join();
        AccessToken other = tokens.create("other", Rights.PUBLISHER).join();

        tokens.revoke("ci").join();

        assertThat(find(tokens, secret)).isEmpty();
        assertThat(find(tokens, other)).isPresent();
        assertThat(find(open(), secret)).isEmpty();
        assertThat(find(open(), other)).isPresent();
    }

    @Test
    void aRotatedTokenKeepsNameAndRights() throws IOException {
        Tokens tokens = open();
        AccessToken before = tokens.create("ci", NEWS).join();

        AccessToken after = tokens.rotate("ci").join();

        assertThat(after.reveal()).isNotEqualTo(before.reveal());
        for (Tokens each : List.of(tokens, open())) {
            assertThat(find(each, before)).isEmpty();
            assertThat(find(each, after)).contains(new Principal("ci", NEWS));
        }
    }

    @Test
    void theConsolesTokenIsRotatedButNotRevoked() throws IOException {
        Tokens tokens = open();
        List<String> shown = new ArrayList<>();
        tokens.console().subscribe(token -> shown.add(token.reveal()));

        AccessToken after = tokens.rotate(Tokens.CONSOLE).join();

        assertThat(shown).containsExactly(console.reveal(), after.reveal());
        assertThat(find(tokens, console)).isEmpty();
        assertThat(find(tokens, after)).contains(new Principal(Tokens.CONSOLE, Rights.ADMIN));
        assertThat(reason(tokens.revoke(Tokens.CONSOLE))).isEqualTo(Reason.PERMANENT);
        assertThat(folder.resolve("tokens.json")).as("it is kept nowhere").doesNotExist();
    }

    @Test
    void namesWhatMakesNoSense() throws IOException {
        Tokens tokens = open();
        tokens.create("ci", NEWS).join();
        assertThat(reason(tokens.create("ci", NEWS))).isEqualTo(Reason.EXISTS);
        assertThat(reason(tokens.create(Tokens.CONSOLE, NEWS))).isEqualTo(Reason.EXISTS);
        assertThat(reason(tokens.rotate("nobody"))).isEqualTo(Reason.UNKNOWN);
        assertThat(reason(tokens.revoke("nobody"))).isEqualTo(Reason.UNKNOWN);
        for (String name : List.of("", "a b", "a\n", "a/b", "x".repeat(65), "名")) {
            assertThatThrownBy(() -> tokens.create(name, NEWS)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theirNumberIsBounded() {
        Tokens tokens = Tokens.inMemory(console);
        for (int i = 0; i < Tokens.MAX; i++) {
            tokens.create("t" + i, Rights.VIEWER).join();
        }
        assertThat(reason(tokens.create("one-more", Rights.VIEWER))).isEqualTo(Reason.FULL);
        tokens.revoke("t0").join();
        tokens.create("one-more", Rights.VIEWER).join();
    }

    @Test
    void whatCannotBeWrittenIsToldAndGivesNoRights() throws IOException {
        Tokens tokens = open();
        AccessToken secret = tokens.create("ci", NEWS).join();
        Path file = folder.resolve("tokens.json");
        Files.delete(file);
        Files.createDirectories(file.resolve("in-the-way"));

        assertThat(tokens.create("second", NEWS)).isCompletedExceptionally();
        assertThat(tokens.list()).extracting(Tokens.Info::name).containsExactly(Tokens.CONSOLE, "ci");
        assertThat(tokens.rotate("ci")).isCompletedExceptionally();
        assertThat(find(tokens, secret)).as("the old one stays").isPresent();
        assertThat(tokens.revoke("ci")).isCompletedExceptionally();
        assertThat(find(tokens, secret)).as("refused nevertheless").isEmpty();
    }

    private static Optional<Principal> find(Tokens tokens, AccessToken token) {
        return tokens.find(TokenHash.of(token.reveal()));
    }

    private static Reason reason(CompletableFuture<?> failed) {
        Throwable failure = catchThrowable(failed::join);
        return assertThat(failure)
                .isInstanceOf(CompletionException.class)
                .cause()
                .asInstanceOf(type(AccessException.class))
                .actual()
                .reason();
    }
}
