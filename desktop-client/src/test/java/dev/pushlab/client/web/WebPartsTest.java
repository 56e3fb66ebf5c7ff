package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPartsTest {
    @Test
    void packsTwoBytesACharacterLowByteFirst() {
        assertThat(PackedBytes.pack(new byte[] {0x61, 0x00, (byte) 0xff, (byte) 0xd8, 0x05}))
                .isEqualTo("a\ud8ff\u0005");
        assertThat(PackedBytes.pack(new byte[0])).isEmpty();
    }

    @Test
    void unpacksWhatItPacked() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length = 0; length < 600; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(PackedBytes.unpack(PackedBytes.pack(bytes), length))
                    .as("seed %d, %d bytes", seed, length)
                    .isEqualTo(bytes);
        }
        assertThatThrownBy(() -> PackedBytes.unpack("ab", 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackedBytes.unpack("", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://Host/a, http://host",
        "http://host:80/, http://host",
        "https://host:443/, https://host",
        "http://host:8080/, http://host:8080",
        "https://[::1]:80/, https://[::1]:80"
    })
    void serializesOrigins(URI uri, String origin) {
        assertThat(Origin.of(uri)).isEqualTo(origin);
        assertThat(Origin.matches(origin, uri.toString())).isTrue();
        assertThat(Origin.matches("http://other", uri.toString())).isFalse();
    }

    @Test
    void onlyHttpHasAnOriginHere() {
        assertThatThrownBy(() -> Origin.of(URI.create("file:///etc/hosts")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Origin.matches("http://a", "not a uri")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h, http://h/?lang=en&theme=dark",
        "http://h/p/?a=%20b&lang=zh_CN&theme=light#x, http://h/p/?a=%20b&lang=en&theme=dark#x"
    })
    void setsLanguageAndThemeAndKeepsTheRest(URI page, String expected) {
        assertThat(PageAddress.with(page, Locale.FRENCH, PageTheme.DARK)).hasToString(expected);
    }

    @Test
    void encodesWhatUrlsTakeAndUrisDoNot() {
        SocketTarget target = new SocketTarget(false, "[::1]", 8080, "/a?q=|{}^%zz%41", "", "http://o");
        assertThat(target.uri()).hasToString("ws://[::1]:8080/a?q=%7C%7B%7D%5E%25zz%41");
        assertThat(target.connectHost()).isEqualTo("::1");
    }

    @Test
    void everyFailureHasASentenceInBothLanguagesAndNoKeyIsObsolete() {
        ResourceBundle english = WebMessages.bundle(Locale.ENGLISH);
        ResourceBundle chinese = WebMessages.bundle(Locale.SIMPLIFIED_CHINESE);
        assertThat(new TreeSet<>(chinese.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
        for (LoadFailure failure : LoadFailure.values()) {
            PageState.Failed state =
                    new PageState.Failed(URI.create("http://h/"), failure, java.util.List.of("404", "No such page"));
            assertThat(state.cause(Locale.ENGLISH)).doesNotContain("{", "''").isNotBlank();
            assertThat(state.cause(Locale.SIMPLIFIED_CHINESE))
                    .isNotEqualTo(state.cause(Locale.ENGLISH))
                    .isNotBlank();
        }
        for (WebSocketImplementation implementation : WebSocketImplementation.values()) {
            assertThat(implementation.describe(Locale.ENGLISH)).contains("WebSocket");
            assertThat(implementation.describe(Locale.SIMPLIFIED_CHINESE)).contains("WebSocket");
        }
    }

    @Test
    void deletesItsDataTree(@TempDir Path parent) throws Exception {
        Path directory = Files.createDirectories(parent.resolve("data/sub"));
        Files.writeString(directory.resolve("file"), "x");
        UserDataDirectory.delete(parent.resolve("data"));
        assertThat(parent.resolve("data")).doesNotExist();
    }

    @Test
    void sweepsOnlyItsOwnDirectoriesOfProcessesThatAreGone(@TempDir Path parent) throws Exception {
        Path gone = Files.createDirectories(parent.resolve("pushlab-webview-17-4711/sub"));
        Files.writeString(gone.resolve("file"), "x");
        Path alive = Files.createDirectory(parent.resolve("pushlab-webview-18-4711"));
        Path unnumbered = Files.createDirectory(parent.resolve("pushlab-webview-4711"));
        Path other = Files.createDirectory(parent.resolve("pushlab-17-4711"));
        Path file = Files.writeString(parent.resolve("pushlab-webview-17-1"), "x");
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(parent.resolve("pushlab-webview-17-2"), elsewhere);

        UserDataDirectory.sweep(parent, Files.getOwner(parent), pid -> pid == 18);

        assertThat(parent.resolve("pushlab-webview-17-4711")).doesNotExist();
        assertThat(java.util.List.of(alive, unnumbered, other, file, elsewhere, link))
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void sweepsWithinABound(@TempDir Path parent) throws Exception {
        for (int i = 0; i < 40; i++) {
            Files.createDirectory(parent.resolve("pushlab-webview-17-" + i));
        }
        UserDataDirectory.sweep(parent, Files.getOwner(parent), pid -> false);
        try (var left = Files.list(parent)) {
            assertThat(left).hasSize(8);
        }
    }
}
