package dev.pushlab.server.console.topics;

import dev.pushlab.server.hub.Retention;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The units in which ages are typed. */
enum AgeUnit {
    SECONDS(1),
    MINUTES(60),
    HOURS(3600),
    DAYS(86_400);

    private final long seconds;

    AgeUnit(long seconds) {
        this.seconds = seconds;
    }

    /** As in message keys. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The largest unit of which an age is a whole multiple; seconds if there is none. */
    static AgeUnit of(Duration age) {
        AgeUnit found = SECONDS;
        for (AgeUnit unit : values()) {
            if (age.getNano() == 0 && age.toSeconds() % unit.seconds == 0) {
                found = unit;
            }
        }
        return found;
    }

    /** An age in this unit, with as many decimals as it takes. */
    String write(Duration age) {
        BigDecimal exact = BigDecimal.valueOf(age.toSeconds()).add(BigDecimal.valueOf(age.getNano(), 9));
        return this == SECONDS ? exact.stripTrailingZeros().toPlainString() : Long.toString(age.toSeconds() / seconds);
    }

    /** What was typed; empty if it is no age that a bound can have. */
    Optional<Duration> read(String text) {
        long nanos = Duration.ofSeconds(seconds).toNanos();
        return Typed.amount(text, nanos, BigDecimal.valueOf(Retention.MAX_AGE.toNanos())).stream()
                .mapToObj(Duration::ofNanos)
                .filter(age -> age.compareTo(Retention.MIN_AGE) >= 0)
                .findFirst();
    }
}
