package dev.pushlab.server.bench.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers with three significant digits. */
final class Figures {
    private static final String NONE = "–";

    private Figures() {}

    static String of(OptionalDouble value) {
        return value.isPresent() ? of(value.getAsDouble()) : NONE;
    }

    static String of(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.2fM", value / 1e6);
        }
        if (size >= 1e4) {
            return String.format(Locale.ROOT, "%.0fk", value / 1e3);
        }
        return String.format(
                Locale.ROOT,
                size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f",
                value);
    }
}
