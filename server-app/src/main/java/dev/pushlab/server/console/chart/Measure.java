package dev.pushlab.server.console.chart;

import dev.pushlab.fx.Messages;
import java.time.Duration;

/** What numbers of a chart count, and so how they are written. */
public enum Measure {
    COUNT,
    PER_SECOND,
    BYTES,
    BYTES_PER_SECOND,
    MILLISECONDS;

    /** As at the lines of a chart, where there is no room for much. */
    public String brief(Messages messages, double value) {
        return switch (this) {
            case COUNT, PER_SECOND -> messages.rate(value);
            case BYTES, BYTES_PER_SECOND -> messages.bytes(Math.round(value));
            case MILLISECONDS -> messages.duration(Duration.ofNanos(Math.round(value * 1e6)));
        };
    }

    /** With its unit; a dash for what is not known. */
    public String full(Messages messages, double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        String brief = brief(messages, value);
        return this == PER_SECOND || this == BYTES_PER_SECOND ? messages.get("console.chart.per-second", brief) : brief;
    }

    /**
     * The top of a scale on which so much has room: 1.5, 3, 6 or 9 times a power of ten, of the unit in which it is
     * written, so that thirds of it are short numbers.
     */
    double top(double most) {
        double unit = 1;
        if (this == BYTES || this == BYTES_PER_SECOND) {
            while (most / unit > 1000) {
                unit *= 1024;
            }
        }
        double least = this == MILLISECONDS ? 0.3 : unit > 1 ? 1 : 3;
        double wanted = Math.max(most / unit, least);
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (double step : new double[] {1.5, 3, 6, 9}) {
            if (wanted <= step * power) {
                return step * power * unit;
            }
        }
        return 15 * power * unit;
    }
}
