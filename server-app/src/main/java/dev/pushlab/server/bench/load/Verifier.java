package dev.pushlab.server.bench.load;

import java.util.Arrays;

/**
 * Compares what one subscriber receives with what it must receive: every message of its topic, once, in order, with every
 * byte as published.
 */
final class Verifier {
    private static final byte[] NOTHING = new byte[0];
    private static final int KEPT = 64;

    private final MessageBook book;
    private long next;
    private byte[] expected = NOTHING;
    /** So many bytes of the payload have come. */
    private int length;

    /** The beginning of a payload that is not what was expected. */
    private byte[] wrong;

    private int differsAt;

    /** @param topic whose first message is the first that is expected */
    Verifier(MessageBook book, int topic) {
        this.book = book;
        this.next = topic;
    }

    void begin() {
        length = 0;
        expected = next < book.published() ? book.payload(next) : NOTHING;
    }

    void bytes(byte[] bytes, int from, int to) {
        int count = to - from;
        if (wrong == null) {
            if (length + count <= expected.length && Arrays.equals(bytes, from, to, expected, length, length + count)) {
                length += count;
                return;
            }
            int rest = Math.min(count, expected.length - length);
            int agreeing = Arrays.mismatch(bytes, from, from + rest, expected, length, length + rest);
            differsAt = length + (agreeing < 0 ? rest : agreeing);
            wrong = Arrays.copyOf(expected, Math.min(length, KEPT));
        }
        int kept = Math.min(KEPT - wrong.length, count);
        int old = wrong.length;
        wrong = Arrays.copyOf(wrong, old + kept);
        System.arraycopy(bytes, from, wrong, old, kept);
        length += count;
    }

    /**
     * The payload is complete.
     *
     * @return the message's number
     * @throws DeliveryException if it is not the one that is expected
     */
    long end() {
        if (wrong != null || length != expected.length || expected == NOTHING) {
            throw diagnosis(wrong == null ? Arrays.copyOf(expected, Math.min(length, KEPT)) : wrong);
        }
        long number = next;
        next += book.topics();
        return number;
    }

    private DeliveryException diagnosis(byte[] payload) {
        long number = MessageBook.number(payload);
        if (number < 0 || number >= book.published()) {
            return new DeliveryException(
                    DeliveryException.Fault.ALTERED, "content that was never published, instead of message " + next);
        }
        if (number == next) {
            int at = wrong == null ? length : differsAt;
            return new DeliveryException(
                    DeliveryException.Fault.ALTERED,
                    "message " + number + " has " + length + " of " + expected.length + " bytes and differs from byte "
                            + at + " on");
        }
        if (book.topic(number) != book.topic(next)) {
            return new DeliveryException(
                    DeliveryException.Fault.MISROUTED, "message " + number + " is of topic " + book.topic(number));
        }
        return number < next
                ? new DeliveryException(
                        DeliveryException.Fault.REPEATED, "message " + number + " instead of message " + next)
                : new DeliveryException(
                        DeliveryException.Fault.MISSING, "message " + next + ": message " + number + " came");
    }

    /** The number of the message that must come next. */
    long next() {
        return next;
    }
}
