package dev.pushlab.protocol.event;

/**
 * The place of an event in its topic's history, written {@code epoch:offset}.
 *
 * <p>Within one epoch offsets start at 1 and rise by exactly 1 with every event of the topic. The epoch changes
 * whenever history may be incomplete (a restart of an in-memory topic, a damaged log), so a client that resumes with an
 * id of another epoch can be told that it may have missed something, instead of silently skipping it. Offset 0 is the
 * position before the first event and is never the id of an event.
 *
 * @param epoch 0 to 2^53−1, so that it survives a JavaScript number
 * @param offset 0 to 2^53−1
 */
public record EventId(long epoch, long offset) implements Comparable<EventId> {
    /** The greatest epoch and offset: 2^53−1, the greatest integer that JavaScript keeps exactly. */
    public static final long MAX = (1L << 53) - 1;

    /** @throws InvalidEventException with {@link InvalidEventException.Part#ID} if a part is out of range */
    public EventId {
        if (epoch < 0 || epoch > MAX || offset < 0 || offset > MAX) {
            throw new InvalidEventException(InvalidEventException.Part.ID, epoch + ":" + offset);
        }
    }

    /**
     * Reads {@code epoch:offset}: two decimal numbers without sign, space or superfluous leading zeros.
     *
     * @throws InvalidEventException with {@link InvalidEventException.Part#ID} for anything else
     */
    public static EventId parse(String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new InvalidEventException(InvalidEventException.Part.ID, text);
        }
        return new EventId(number(text, 0, colon), number(text, colon + 1, text.length()));
    }

    /** The id of the event after this one, in the same epoch. */
    public EventId next() {
        return new EventId(epoch, offset + 1);
    }

    /** True if this is an id of the same epoch and not older than {@code other}. */
    public boolean reaches(EventId other) {
        return epoch == other.epoch && offset >= other.offset;
    }

    /** By epoch, then by offset. Of two different epochs this says which began later only on one and the same server. */
    @Override
    public int compareTo(EventId other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }

    private static long number(String text, int from, int to) {
        boolean superfluousZero = to - from > 1 && text.charAt(from) == '0';
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (superfluousZero || c < '0' || c > '9' || to - from > 16) {
                throw new InvalidEventException(InvalidEventException.Part.ID, text);
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
