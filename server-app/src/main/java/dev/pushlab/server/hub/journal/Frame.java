package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A group of events as it is written, all numbers big-endian:
 *
 * <pre>
 *  0  4  length of the body
 *  4  4  number of events, at least 1
 *  8  8  offset of the first event; the others follow without holes
 * 16  4  CRC-32C of the body
 * 20  4  CRC-32C of the segment's salt and of the bytes 0 to 19
 * 24     body: one record per event
 *  …  4  END, so that a frame that was written entirely never ends in zeros
 *
 * record: 4  length of what follows
 *         8  time, microseconds since 1970
 *         1  flags: 1 for text, otherwise binary data; 2 if there is a key
 *         1  length of the type, 0 to 64
 *         1  length of the content type, 1 to 255
 *        24  the {@link PublishKey}, if there is one
 *            type, content type (ASCII), data
 * </pre>
 *
 * The salt, a random number that publishers do not know, keeps anybody from publishing data that looks like frames to a
 * recovery that searches a damaged file.
 */
final class Frame {
    static final int HEADER = 24;
    static final int TRAILER = 4;
    private static final int END = 0x454e4421;
    private static final int RECORD_HEAD = 8 + 3;
    private static final int TEXT = 1;
    private static final int KEY = 2;

    private Frame() {}

    /**
     * @param events at least one, with consecutive offsets
     * @param keys of those that have one, by offset
     */
    static ByteBuffer encode(long salt, List<Event> events, Map<Long, PublishKey> keys) {
        int length = 0;
        for (Event event : events) {
            length = Math.addExact(
                    length, 4 + recordLength(event, keys.get(event.id().offset())));
        }
        ByteBuffer frame = ByteBuffer.allocate(Math.addExact(length, HEADER + TRAILER));
        frame.position(HEADER);
        events.forEach(event -> putRecord(frame, event, keys.get(event.id().offset())));
        frame.putInt(END);
        frame.putInt(0, length)
                .putInt(4, events.size())
                .putLong(8, events.get(0).id().offset())
                .putInt(16, crc(frame, HEADER, length))
                .putInt(20, headerCrc(salt, frame, 0));
        return frame.flip();
    }

    /** What a header says. */
    record Header(int length, int count, long first, int crc) {
        /** The bytes of the whole frame. */
        long size() {
            return (long) HEADER + length + TRAILER;
        }
    }

    /** The header at a position; empty if there is none that is whole and undamaged. */
    static Optional<Header> header(long salt, ByteBuffer file, int at) {
        if (file.limit() - at < HEADER || file.getInt(at + 20) != headerCrc(salt, file, at)) {
            return Optional.empty();
        }
        Header header = new Header(file.getInt(at), file.getInt(at + 4), file.getLong(at + 8), file.getInt(at + 16));
        return header.length < 0 || header.count < 1 || header.first < 1 ? Optional.empty() : Optional.of(header);
    }

    /** What the frame at a position holds; empty if it is not whole and undamaged. */
    static Optional<Stored> read(Header header, ByteBuffer file, int at, Topic topic, long epoch) {
        if (file.limit() - at < header.size()
                || file.getInt(at + HEADER + header.length) != END
                || crc(file, at + HEADER, header.length) != header.crc) {
            return Optional.empty();
        }
        ByteBuffer body = file.slice(at + HEADER, header.length);
        Stored stored = new Stored();
        try {
            for (int i = 0; i < header.count; i++) {
                record(body, topic, new EventId(epoch, header.first + i), stored);
            }
        } catch (BufferUnderflowException | InvalidEventException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return body.hasRemaining() ? Optional.empty() : Optional.of(stored);
    }

    /** Whether the end of a frame that is there in full length has never been written. */
    static boolean unwritten(Header header, ByteBuffer file, int at) {
        return file.getInt(at + HEADER + header.length) == 0;
    }

    private static int recordLength(Event event, PublishKey key) {
        return RECORD_HEAD
                + (key == null ? 0 : PublishKey.BYTES)
                + event.type().length()
                + event.contentType().length()
                + event.payload().size();
    }

    private static void putRecord(ByteBuffer frame, Event event, PublishKey key) {
        frame.putInt(recordLength(event, key))
                .putLong(event.timeMicros())
                .put((byte) ((event.payload().isText() ? TEXT : 0) | (key == null ? 0 : KEY)))
                .put((byte) event.type().length())
                .put((byte) event.contentType().length());
        if (key != null) {
            key.put(frame);
        }
        frame.put(event.type().getBytes(StandardCharsets.US_ASCII))
                .put(event.contentType().getBytes(StandardCharsets.US_ASCII))
                .put(event.payload().buffer());
    }

    private static void record(ByteBuffer body, Topic topic, EventId id, Stored stored) {
        int length = body.getInt();
        ByteBuffer record = body.slice(body.position(), length);
        body.position(body.position() + length);
        Instant time = Instant.EPOCH.plus(record.getLong(), ChronoUnit.MICROS);
        int flags = record.get();
        int typeLength = Byte.toUnsignedInt(record.get());
        int contentTypeLength = Byte.toUnsignedInt(record.get());
        PublishKey key = (flags & KEY) == 0 ? null : PublishKey.get(record);
        String type = ascii(record, typeLength);
        String contentType = ascii(record, contentTypeLength);
        byte[] data = new byte[record.remaining()];
        record.get(data);
        Payload payload =
                (flags & TEXT) != 0 ? Payload.text(new String(data, StandardCharsets.UTF_8)) : Payload.binary(data);
        stored.add(new Event(id, topic, type, time, contentType, payload), key);
    }

    private static String ascii(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int headerCrc(long salt, ByteBuffer file, int at) {
        CRC32C crc = new CRC32C();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (salt >>> shift));
        }
        crc.update(file.slice(at, HEADER - 4));
        return (int) crc.getValue();
    }

    static int crc(ByteBuffer file, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file.slice(at, length));
        return (int) crc.getValue();
    }
}
