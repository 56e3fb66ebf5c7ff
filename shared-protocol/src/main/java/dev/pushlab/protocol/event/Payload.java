package dev.pushlab.protocol.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The data of an event: immutable bytes, 0 to {@link #MAX_BYTES}, and whether they are text (UTF-8, checked) or binary.
 */
public final class Payload {
    /** The most bytes an event may carry: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;

    private final byte[] bytes;
    private final boolean text;

    private Payload(byte[] bytes, boolean text) {
        if (bytes.length > MAX_BYTES) {
            throw new InvalidEventException(InvalidEventException.Part.PAYLOAD_SIZE, bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.text = text;
    }

    /** @throws InvalidEventException if the UTF-8 form is too long or the string holds an unpaired surrogate */
    public static Payload text(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new Payload(bytes, true);
        } catch (CharacterCodingException e) {
            throw new InvalidEventException(InvalidEventException.Part.PAYLOAD_ENCODING, text);
        }
    }

    /** Takes a copy. */
    public static Payload binary(byte[] bytes) {
        return new Payload(bytes.clone(), false);
    }

    /**
     * Text or binary as the content type says: {@code text/*}, JSON, XML, JavaScript and form data are text.
     *
     * @param bytes copied
     * @throws InvalidEventException if too long, or text that is not UTF-8
     */
    public static Payload of(String contentType, byte[] bytes) {
        boolean isText = isText(contentType);
        if (isText) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new InvalidEventException(InvalidEventException.Part.PAYLOAD_ENCODING, contentType);
            }
        }
        return new Payload(bytes.clone(), isText);
    }

    /** Whether data of this media type is shown and carried as text. */
    public static boolean isText(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .trim()
                .toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.equals("application/javascript")
                || type.equals("application/x-www-form-urlencoded")
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    public boolean isText() {
        return text;
    }

    /** The number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** A read-only view; each call gives one of its own, with its own position. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** A copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8; for binary data malformed sequences become U+FFFD. */
    public String toText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && text == that.text && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + (text ? " bytes of text" : " bytes");
    }
}
