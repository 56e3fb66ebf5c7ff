package dev.pushlab.protocol.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppDirectoriesTest {
    @TempDir
    Path home;

    @Test
    void on_linux_it_follows_the_xdg_specification() {
        assertThat(data("Linux", Map.of())).isEqualTo(home.resolve(".local/share/pushlab/client"));
        Path elsewhere = home.resolve("elsewhere").toAbsolutePath();
        assertThat(data("Linux", Map.of("XDG_DATA_HOME", elsewhere.toString())))
                .isEqualTo(elsewhere.resolve("pushlab").resolve("client"));
    }

    @Test
    void a_relative_or_empty_base_is_ignored() {
        Path expected = home.resolve(".local/share/pushlab/client");
        assertThat(data("Linux", Map.of("XDG_DATA_HOME", "relative/path"))).isEqualTo(expected);
        assertThat(data("Linux", Map.of("XDG_DATA_HOME", ""))).isEqualTo(expected);
        assertThat(data("Linux", Map.of("XDG_DATA_HOME", "bad\0path"))).isEqualTo(expected);
    }

    @Test
    void macos_and_windows_have_their_own_places() {
        assertThat(data("Mac OS X", Map.of())).isEqualTo(home.resolve("Library/Application Support/pushlab/client"));
        assertThat(data("Windows 11", Map.of())).isEqualTo(home.resolve("AppData/Local/pushlab/client"));
    }

    @Test
    void the_programs_do_not_share_a_folder() {
        assertThat(AppDirectories.data("server"))
                .isNotEqualTo(AppDirectories.data("client"))
                .isAbsolute();
    }

    private Path data(String system, Map<String, String> environment) {
        return AppDirectories.data("client", system, home, environment);
    }
}
