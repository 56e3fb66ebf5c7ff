package dev.pushlab.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"0:0", "1:1", "48213:1204", "9007199254740991:9007199254740991"})
    void writes_what_it_reads(String text) {
        assertThat(EventId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                "1:",
                ":1",
                "1:2:3",
                "+1:2",
                "-1:2",
                "1:-2",
                " 1:2",
                "1:2 ",
                "01:2",
                "1:02",
                "1.0:2",
                "9007199254740992:1",
                "1:9007199254740992",
                "99999999999999999999:1",
                "١:٢",
                "earliest"
            })
    void refuses_everything_else(String text) {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> EventId.parse(text))
                .satisfies(e -> assertThat(e.part()).isEqualTo(InvalidEventException.Part.ID));
    }

    @Test
    void orders_by_epoch_then_offset() {
        assertThat(new EventId(1, 9)).isLessThan(new EventId(2, 1)).isGreaterThan(new EventId(1, 8));
    }

    @Test
    void reaches_only_within_its_epoch() {
        EventId id = new EventId(3, 5);
        assertThat(id.reaches(new EventId(3, 5))).isTrue();
        assertThat(id.reaches(new EventId(3, 6))).isFalse();
        assertThat(id.reaches(new EventId(2, 1))).isFalse();
        assertThat(id.next()).isEqualTo(new EventId(3, 6));
    }
}
