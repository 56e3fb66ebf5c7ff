package dev.pushlab.server.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 10m}, {@code 24h}, {@code 7d}; and for limits some more. */
final class Durations {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,6})([smhd])");

    private static final Pattern MILLIS = Pattern.compile("([0-9]{1,9})ms");
    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int SECONDS_PER_DAY = 86_400;

    private Durations() {}

    /** @throws IllegalArgumentException for anything else, and for nothing */
    static Duration parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
            throw new IllegalArgumentException("a duration is written 90s, 10m, 24h or 7d");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /**
     * The same, milliseconds ({@code 300ms}), or ISO 8601 ({@code PT1.5S}).
     *
     * @throws IllegalArgumentException for anything else; zero and less are not refused
     */
    static Duration parseAny(String text) {
        Matcher millis = MILLIS.matcher(text);
        if (millis.matches()) {
            return Duration.ofMillis(Long.parseLong(millis.group(1)));
        }
        if (!text.startsWith("P")) {
            return parse(text);
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration of ISO 8601", e);
        }
    }

    /** So that it can be read again; whole milliseconds. */
    static String write(Duration duration) {
        long millis = duration.toMillis();
        if (millis % MILLIS_PER_SECOND != 0) {
            return millis + "ms";
        }
        long seconds = millis / MILLIS_PER_SECOND;
        return seconds % SECONDS_PER_DAY == 0 ? seconds / SECONDS_PER_DAY + "d" : seconds + "s";
    }
}
