package dev.pushlab.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.message.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CauseTest {
    private static final Pattern OWN_KEY = Pattern.compile("\"((?:listen|outbox|publish|reverse)\\.[a-z-]+)\"");

    @Test
    void names_are_those_of_the_codes() {
        assertThat(Cause.of(ReasonCode.SHUTTING_DOWN, "").name()).isEqualTo("SHUTTING_DOWN");
        assertThat(new Cause("dial.timed-out", "", false).name()).isEqualTo("TIMED_OUT");
    }

    @Test
    void a_failed_call_is_told_by_its_own_cause() {
        Cause cause = Cause.of(ReasonCode.CALL_FAILED, "dial.refused: 192.0.2.1:5000");

        assertThat(cause).isEqualTo(new Cause("dial.refused", "192.0.2.1:5000", false));
    }

    @Test
    void only_what_somebody_has_to_change_first_is_lasting() {
        assertThat(Cause.of(ReasonCode.IDENTITY_CHANGED, "").lasting()).isTrue();
        assertThat(Cause.of(ReasonCode.NO_COMMON_SUITE, "").lasting()).isTrue();
        assertThat(Cause.of(ReasonCode.SHUTTING_DOWN, "").lasting()).isFalse();
        assertThat(Cause.of(ReasonCode.HEARTBEAT_LOST, "").lasting()).isFalse();
    }

    @Test
    void every_cause_of_the_clients_own_has_a_text_in_both_languages_and_no_text_is_left_over() throws IOException {
        TreeSet<String> used = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/pushlab/client/connection"))) {
            for (Path source : sources.toList()) {
                Matcher key = OWN_KEY.matcher(Files.readString(source));
                while (key.find()) {
                    used.add(key.group(1));
                }
            }
        }

        assertThat(used).isNotEmpty();
        for (Locale locale : new Locale[] {Locale.ROOT, Locale.SIMPLIFIED_CHINESE}) {
            ResourceBundle texts = ResourceBundle.getBundle(
                    "dev.pushlab.client.connection.messages",
                    locale,
                    Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
            assertThat(new TreeSet<>(texts.keySet())).as(locale.toString()).isEqualTo(used);
            assertThat(texts.getLocale()).isEqualTo(locale);
        }
    }
}
