package dev.pushlab.server.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 10m}, {@code 24h}, {@code 7d}. */
final class Durations {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,6})([smhd])");

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
}
