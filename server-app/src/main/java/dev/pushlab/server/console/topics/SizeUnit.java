package dev.pushlab.server.console.topics;

import java.math.BigDecimal;
import java.util.OptionalLong;

/** The units in which sizes are typed; 1 KB is 1,024 B, as everywhere in the window. */
enum SizeUnit {
    B,
    KB,
    MB;

    private long bytes() {
        return 1L << (10 * ordinal());
    }

    /** The largest unit of which an amount is a whole multiple. */
    static SizeUnit of(long amount) {
        return amount % MB.bytes() == 0 ? MB : amount % KB.bytes() == 0 ? KB : B;
    }

    /** An amount that is a whole multiple, in this unit. */
    String write(long amount) {
        return Long.toString(amount / bytes());
    }

    /** What was typed, in whole bytes; empty if it is no amount of 1 to {@code max} bytes. */
    OptionalLong read(String text, long max) {
        return Typed.amount(text, bytes(), BigDecimal.valueOf(max));
    }
}
