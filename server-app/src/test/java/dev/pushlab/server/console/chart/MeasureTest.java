package dev.pushlab.server.console.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.Console;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasureTest {
    @ParameterizedTest
    @CsvSource({
        "COUNT, 0, 3",
        "COUNT, 4, 6",
        "PER_SECOND, 20, 30",
        "PER_SECOND, 91, 150",
        "MILLISECONDS, 0, 0.3",
        "MILLISECONDS, 0.5, 0.6",
        "BYTES, 700, 900",
        "BYTES, 2048, 3072",
        "BYTES_PER_SECOND, 1100000, 1572864"
    })
    void aScaleHasRoomAndEndsInAShortNumber(Measure measure, double most, double top) {
        assertThat(measure.top(most)).isEqualTo(top, within(1e-9));
    }

    @Test
    void numbersCarryTheirUnits() {
        Messages messages = Console.messages(Messages.ENGLISH);

        assertThat(Measure.COUNT.full(messages, 1234)).isEqualTo("1,234");
        assertThat(Measure.PER_SECOND.full(messages, 2.5)).isEqualTo("2.5/s");
        assertThat(Measure.BYTES.full(messages, 1536)).isEqualTo("1.5 KB");
        assertThat(Measure.BYTES_PER_SECOND.full(messages, 10)).isEqualTo("10 B/s");
        assertThat(Measure.MILLISECONDS.full(messages, 3)).isEqualTo("3 ms");
        assertThat(Measure.MILLISECONDS.full(messages, Double.NaN)).isEqualTo("–");
    }
}
