package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSecretFileTest {
    private static final String DIGITS = "00ff".repeat(16);

    @TempDir
    Path folder;

    @Test
    void reads_digits_of_either_case_with_white_space_anywhere() throws IOException {
        Path file =
                file(" " + DIGITS.substring(0, 10) + "\n" + DIGITS.substring(10).toUpperCase() + "\r\n");

        byte[] secret = SharedSecretFile.read(file).copy();

        assertThat(secret).hasSize(32).startsWith(0, 0xff, 0, 0xff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "correct horse battery staple", "-"})
    void refuses_anything_else(String content) throws IOException {
        refuses(content);
        refuses(DIGITS + content + "0");
        refuses(DIGITS.substring(2) + "zz");
    }

    @Test
    void refuses_a_file_that_others_may_read() throws IOException {
        Path file = file(DIGITS);
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> SharedSecretFile.read(file))
                .isInstanceOfSatisfying(
                        KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READABLE_BY_OTHERS));
    }

    private void refuses(String content) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> SharedSecretFile.read(file))
                .isInstanceOfSatisfying(
                        KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    private Path file(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("psk"), content);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }
}
