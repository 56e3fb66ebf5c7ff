package dev.pushlab.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.cli.WindowLook;
import dev.pushlab.client.connection.ConnectOptions.Security;
import dev.pushlab.client.connection.ServerAddress;
import dev.pushlab.protocol.message.Message.Direction;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCommandTest {
    @TempDir
    Path data;

    private final List<ClientOptions> opened = new ArrayList<>();

    @Test
    void without_headless_the_window_gets_what_was_asked_for() {
        int code = run(
                "--connect",
                "[::1]:7000",
                "--reverse=5000",
                "--pin",
                "AB:".repeat(32),
                "--lang",
                "zh_CN",
                "--theme",
                "dark",
                "--size",
                "150",
                "--http",
                "8080",
                "--listen-address",
                "::1");

        assertThat(code).isEqualTo(7);
        ClientOptions options = opened.get(0);
        assertThat(options.server()).contains(new ServerAddress("::1", 7000));
        assertThat(options.mode()).isEqualTo(Direction.REVERSE);
        assertThat(options.listen().port()).isEqualTo(5000);
        assertThat(options.security().security()).isEqualTo(Security.IDENTITY);
        assertThat(options.security().pin()).contains("ab".repeat(32));
        assertThat(options.look().language()).contains(Locale.SIMPLIFIED_CHINESE);
        assertThat(options.look().theme()).contains(WindowLook.Theme.DARK);
        assertThat(options.look().fontScale()).contains(1.5);
        assertThat(options.web()).contains(URI.create("http://[::1]:8080/"));
        assertThat(options.demo()).isEmpty();
    }

    @Test
    void reverse_needs_no_port() {
        run("--reverse");

        assertThat(opened.get(0).mode()).isEqualTo(Direction.REVERSE);
        assertThat(opened.get(0).listen().port()).isZero();
        assertThat(opened.get(0).server()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--connect nowhere",
                "--connect host:0",
                "--connect ::1:7000",
                "--reverse=80",
                "--reverse=70000",
                "--pin 12ab",
                "--pin " + PIN + " --allow-plaintext",
                "--psk-file does-not-exist",
                "--listen-address localhost",
                "--lang de",
                "--theme pink",
                "--size 90",
                "--http ftp://host/",
                "--headless",
                "subscribe stocks",
                "--reverse subscribe no/topic",
                "--reverse subscribe stocks --after yesterday",
                "--reverse subscribe stocks --count 0",
                "--reverse publish stocks",
                "--reverse publish stocks data --type with\u00e9",
                "--no-such-option"
            })
    void wrong_arguments_are_told_with_exit_code_2(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(opened).isEmpty();
    }

    private static final String PIN = "0000000000000000000000000000000000000000000000000000000000000000";

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--data", data.toString()));
        all.addAll(List.of(arguments));
        return ClientCommand.run(
                (options, client) -> {
                    opened.add(options);
                    return 7;
                },
                new ByteArrayOutputStream(),
                all.toArray(String[]::new));
    }
}
