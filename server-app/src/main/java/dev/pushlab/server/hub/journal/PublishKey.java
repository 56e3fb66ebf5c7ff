package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.EventDraft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what a publisher marks an event, so that publishing it again gives no second one; as it is kept. Only hashes are:
 * what publishers choose as keys may say something about them.
 *
 * @param high the first 8 bytes of SHA-256 of who publishes and of the key
 * @param low the next 8 bytes
 * @param content the first 8 bytes of SHA-256 of the event's type, content type and data
 */
public record PublishKey(long high, long low, long content) {
    /** The longest key that a publisher may choose, in characters. */
    public static final int MAX_LENGTH = 64;

    static final int BYTES = 3 * Long.BYTES;

    /**
     * @param owner who publishes: the keys of different owners are different keys
     * @param key as the publisher chose it: 1 to {@value #MAX_LENGTH} visible ASCII characters
     * @throws IllegalArgumentException if it is not
     */
    public static PublishKey of(String owner, String key, EventDraft draft) {
        if (!key.matches("[\\x21-\\x7e]{1," + MAX_LENGTH + "}")) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_LENGTH + " visible ASCII characters");
        }
        MessageDigest sha256 = sha256();
        update(sha256, owner);
        ByteBuffer name = ByteBuffer.wrap(sha256.digest(key.getBytes(StandardCharsets.US_ASCII)));
        update(sha256, draft.type());
        update(sha256, draft.contentType());
        sha256.update(draft.payload().buffer());
        return new PublishKey(
                name.getLong(), name.getLong(), ByteBuffer.wrap(sha256.digest()).getLong());
    }

    /** Whether it is the same key; for the same event or another one. */
    public boolean hasNameOf(PublishKey other) {
        return high == other.high && low == other.low;
    }

    void put(ByteBuffer out) {
        out.putLong(high).putLong(low).putLong(content);
    }

    static PublishKey get(ByteBuffer in) {
        return new PublishKey(in.getLong(), in.getLong(), in.getLong());
    }

    /** With its length, so that two texts one after the other cannot be divided in two ways. */
    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
