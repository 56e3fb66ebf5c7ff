package dev.pushlab.server.console.topics;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads numbers as people type them. */
final class Typed {
    /** Digits, also grouped by commas, and decimals behind a full stop; too long a text is no number worth reading. */
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18}|\\d{1,3}(,\\d{3}){1,5})(\\.\\d{1,9})?");

    private Typed() {}

    /** So many times this unit; empty if that is no number, not whole, below 1, or above the most there may be. */
    static OptionalLong amount(String text, long unit, BigDecimal max) {
        String stripped = text.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            return OptionalLong.empty();
        }
        BigDecimal amount = new BigDecimal(stripped.replace(",", "")).multiply(BigDecimal.valueOf(unit));
        boolean allowed = amount.signum() > 0
                && amount.compareTo(max) <= 0
                && amount.stripTrailingZeros().scale() <= 0;
        return allowed ? OptionalLong.of(amount.longValueExact()) : OptionalLong.empty();
    }
}
