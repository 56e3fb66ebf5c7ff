package dev.pushlab.client.screen.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ConnectOptions.Security;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.client.screen.connect.SecurityChoice.Kind;
import dev.pushlab.protocol.noise.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SecurityChoiceTest {
    private static final String PIN = "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    private final SecurityChoice choice = new SecurityChoice(ConnectOptions.DEFAULT);

    @Test
    void it_begins_with_what_the_command_line_asked_for() {
        assertThat(choice.options()).contains(ConnectOptions.DEFAULT);
        assertThat(new SecurityChoice(ConnectOptions.pinned(PIN)).options()).contains(ConnectOptions.pinned(PIN));
        assertThat(new SecurityChoice(ConnectOptions.plaintext()).options()).contains(ConnectOptions.plaintext());
        ConnectOptions secret = ConnectOptions.sharedSecret(SecretBytes.random(32));
        assertThat(new SecurityChoice(secret).options()).containsSame(secret);
    }

    @Test
    void a_fingerprint_is_taken_as_people_write_it() {
        choice.kindProperty().set(Kind.PIN);
        choice.pinProperty()
                .set("  "
                        + PIN.toUpperCase(java.util.Locale.ROOT)
                                .replaceAll("(.{4})", "$1 ")
                                .replaceFirst(" ", ":"));
        assertThat(choice.options()).contains(ConnectOptions.pinned(PIN));
        assertThat(choice.problemProperty().get()).isEqualTo(Phrase.NONE);
    }

    @Test
    void a_wrong_fingerprint_is_no_choice_and_is_named_until_it_is_changed() {
        choice.kindProperty().set(Kind.PIN);
        choice.checkPin();
        assertThat(choice.problemProperty().get()).as("nothing typed yet").isEqualTo(Phrase.NONE);
        assertThat(choice.options()).isEmpty();
        choice.pinProperty().set(PIN.substring(1));
        assertThat(choice.problemProperty().get()).isEqualTo(Phrase.NONE);
        choice.checkPin();
        assertThat(choice.problemProperty().get().key()).isEqualTo("connect.next.pin.invalid");
        choice.kindProperty().set(Kind.FIRST_USE);
        assertThat(choice.problemProperty().get()).isEqualTo(Phrase.NONE);
        assertThat(choice.options()).contains(ConnectOptions.DEFAULT);
    }

    @Test
    void the_secret_is_read_from_its_file() throws IOException {
        choice.kindProperty().set(Kind.SHARED_SECRET);
        choice.secretFileProperty().set(file(PIN, "rw-------").toString());
        ConnectOptions options = choice.options().orElseThrow();
        assertThat(options.security()).isEqualTo(Security.SHARED_SECRET);
        byte[] expected = java.util.HexFormat.of().parseHex(PIN);
        assertThat(options.psk().orElseThrow().matches(SecretBytes.takeOver(expected)))
                .isTrue();
    }

    @Test
    void a_file_without_a_secret_is_no_choice() throws IOException {
        choice.kindProperty().set(Kind.SHARED_SECRET);
        assertProblem("connect.next.secret.missing");
        choice.secretFileProperty().set(folder.resolve("nothing").toString());
        assertProblem("connect.next.secret.unreadable");
        choice.secretFileProperty().set(folder.toString());
        assertProblem("connect.next.secret.unreadable");
        choice.secretFileProperty().set("a\0b");
        assertProblem("connect.next.secret.unreadable");
        choice.secretFileProperty().set(file(PIN.substring(2), "rw-------").toString());
        assertProblem("connect.next.secret.malformed");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_secret_that_others_can_read_is_none() throws IOException {
        choice.kindProperty().set(Kind.SHARED_SECRET);
        choice.secretFileProperty().set(file(PIN, "rw-r--r--").toString());
        assertProblem("connect.next.secret.open");
    }

    private void assertProblem(String key) {
        assertThat(choice.options()).isEmpty();
        assertThat(choice.problemProperty().get().key()).isEqualTo(key);
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        return file;
    }
}
