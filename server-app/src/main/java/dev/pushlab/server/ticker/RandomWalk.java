package dev.pushlab.server.ticker;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import java.util.Locale;
import java.util.Random;

/**
 * Prices of a few invented shares. Each step moves one of them by a normally distributed part of its price; the same
 * seed gives the same prices. Not safe for use by several threads.
 */
final class RandomWalk {
    private static final String[] SYMBOLS = {"ACME", "GLOBO", "HOOLI", "INITECH", "STARK", "UMBRELLA", "WAYNE", "WONKA"
    };

    /** The standard deviation of one step. */
    private static final double VOLATILITY = 0.002;

    private final Random random;
    /** In hundredths: prices are exact decimals. */
    private final long[] prices = new long[SYMBOLS.length];

    RandomWalk(long seed) {
        random = new Random(seed);
        for (int i = 0; i < prices.length; i++) {
            prices[i] = 2_000 + random.nextInt(40_000);
        }
    }

    /** {@code {"symbol":"ACME","price":123.45,"change":-0.12}}, of type {@code tick}. */
    EventDraft next() {
        int which = random.nextInt(SYMBOLS.length);
        long old = prices[which];
        long now = Math.max(1, Math.round(old * (1 + VOLATILITY * random.nextGaussian())));
        prices[which] = now;
        String json = String.format(
                Locale.ROOT,
                "{\"symbol\":\"%s\",\"price\":%s,\"change\":%s}",
                SYMBOLS[which],
                decimal(now),
                decimal(now - old));
        return new EventDraft("tick", EventDraft.JSON, Payload.text(json));
    }

    private static String decimal(long hundredths) {
        long absolute = Math.abs(hundredths);
        long fraction = absolute % 100;
        return (hundredths < 0 ? "-" : "") + absolute / 100 + (fraction < 10 ? ".0" : ".") + fraction;
    }
}
