package dev.pushlab.fx;

import java.time.Instant;
import java.util.Locale;

/**
 * One line of a log.
 *
 * @param source the logger's short name
 */
public record LogEntry(Instant time, Level level, String source, String text) {
    /** From the least to the most important. */
    public enum Level {
        DEBUG(StatusBadge.Tone.IDLE),
        INFO(StatusBadge.Tone.OK),
        WARN(StatusBadge.Tone.WARN),
        ERROR(StatusBadge.Tone.BAD);

        private final StatusBadge.Tone tone;

        Level(StatusBadge.Tone tone) {
            this.tone = tone;
        }

        StatusBadge.Tone tone() {
            return tone;
        }

        String key() {
            return "fx.log.level." + name().toLowerCase(Locale.ROOT);
        }
    }
}
