package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import java.net.InetSocketAddress;

/**
 * Who is connected and what is sent.
 *
 * @param address for subscribers
 * @param publishing the address for connections that only publish
 * @param subscribers 1 or more; subscriber {@code i} follows topic {@code i % topics}
 * @param stalled so many of them, the last ones, take nothing once they are subscribed
 * @param topics 1 to the number of those that take; message {@code n} goes to topic {@code n % topics}
 * @param bytes of a message, {@link MessageBook#MIN_BYTES} or more
 */
public record Load(
        Dialect dialect,
        InetSocketAddress address,
        InetSocketAddress publishing,
        int subscribers,
        int stalled,
        int topics,
        int bytes) {
    public Load {
        if (subscribers < 1
                || topics < 1
                || topics > subscribers - stalled
                || stalled < 0
                || bytes < MessageBook.MIN_BYTES) {
            throw new IllegalArgumentException(
                    subscribers + " subscribers, " + stalled + " stalled, " + topics + " topics, " + bytes + " bytes");
        }
    }

    static String topic(int number) {
        return "bench" + number;
    }
}
