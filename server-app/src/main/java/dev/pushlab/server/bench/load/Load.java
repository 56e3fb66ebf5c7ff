package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import java.net.InetSocketAddress;

/**
 * Who is connected and what is sent.
 *
 * @param subscribers 1 or more; subscriber {@code i} follows topic {@code i % topics}
 * @param topics 1 to {@code subscribers}; message {@code n} goes to topic {@code n % topics}
 * @param bytes of a message, {@link MessageBook#MIN_BYTES} or more
 */
public record Load(Dialect dialect, InetSocketAddress address, int subscribers, int topics, int bytes) {
    public Load {
        if (subscribers < 1 || topics < 1 || topics > subscribers || bytes < MessageBook.MIN_BYTES) {
            throw new IllegalArgumentException(
                    subscribers + " subscribers, " + topics + " topics, " + bytes + " bytes");
        }
    }

    static String topic(int number) {
        return "bench" + number;
    }
}
