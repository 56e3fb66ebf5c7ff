package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCounterTest {
    @TempDir
    Path directory;

    @Test
    void risesByOneWithEveryStart() throws IOException {
        Path data = directory.resolve("new");
        long first = new StartCounter(data).next();
        assertThat(first).isBetween(10_000L, 99_999L);
        assertThat(new StartCounter(data).next()).isEqualTo(first + 1);
        assertThat(new StartCounter(data).next()).isEqualTo(first + 2);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("epoch"));
        }
    }

    @Test
    void isRandomWhereNothingCanBeKept() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(new StartCounter(file).next()).isGreaterThanOrEqualTo(100_000L);
    }

    @Test
    void doesNotTrustADamagedCounter() throws IOException {
        Files.writeString(directory.resolve("epoch"), "-5");
        assertThat(new StartCounter(directory).next()).isGreaterThanOrEqualTo(100_000L);
        Files.writeString(directory.resolve("epoch"), "9999999999999999");
        assertThat(new StartCounter(directory).next()).isGreaterThanOrEqualTo(100_000L);
    }
}
