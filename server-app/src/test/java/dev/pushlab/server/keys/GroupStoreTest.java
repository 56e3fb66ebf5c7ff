package dev.pushlab.server.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.server.keys.GroupStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStoreTest {
    @TempDir
    Path data;

    private GroupStore store;

    @BeforeEach
    void open() {
        store = new GroupStore(data, "lab");
    }

    @Test
    void whatWasKeptComesBack() throws IOException {
        assertThat(store.load()).isEqualTo(new Kept(0, Set.of()));
        Kept kept = new Kept(17, fingerprints(2));
        store.save(kept);
        assertThat(new GroupStore(data, "lab").load()).isEqualTo(kept);
        assertThat(new GroupStore(data, "other").load()).isEqualTo(new Kept(0, Set.of()));
    }

    @Test
    void moreThanCanBeReadAgainIsNotWritten() throws IOException {
        Kept before = new Kept(3, fingerprints(14_000));
        store.save(before);
        assertThatThrownBy(() -> store.save(new Kept(4, fingerprints(15_000))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("15000 expelled members");
        assertThat(store.load()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pushlab-group 1",
                "pushlab-group 2\nepoch 1\n",
                "pushlab-group 1\nepoch -1\n",
                "pushlab-group 1\nepoch 1234567890123456789\n",
                "pushlab-group 1\nepoch 1\nrevoked abc\n",
                "pushlab-group 1\nepoch 1\n\n"
            })
    void aFileThatIsNotAsItWasWrittenIsNotTakenForANewGroup(String content) throws IOException {
        Path file = Files.createDirectories(data.resolve("groups")).resolve("lab.group");
        Files.writeString(file, content);
        assertThatThrownBy(() -> store.load()).isInstanceOf(IOException.class).hasMessageContaining("lab.group");
    }

    private static Set<String> fingerprints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "%064x", i))
                .collect(Collectors.toSet());
    }
}
