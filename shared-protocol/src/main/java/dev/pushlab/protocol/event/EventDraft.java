package dev.pushlab.protocol.event;

import java.util.regex.Pattern;

/**
 * What a publisher hands in: an event that has no id, topic and time yet.
 *
 * @param type what kind of event this is, chosen by the publisher: 0 to 64 printable ASCII characters without space;
 *     empty means untyped
 * @param contentType the media type of the data, 1 to 255 visible ASCII characters and spaces
 * @param payload the data
 */
public record EventDraft(String type, String contentType, Payload payload) {
    public static final String TEXT = "text/plain; charset=utf-8";
    public static final String JSON = "application/json";
    public static final String BINARY = "application/octet-stream";

    private static final Pattern TYPE = Pattern.compile("[\\x21-\\x7e]{0,64}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,254}");

    /** @throws InvalidEventException naming the part that breaks its syntax */
    public EventDraft {
        if (type == null || !TYPE.matcher(type).matches()) {
            throw new InvalidEventException(InvalidEventException.Part.TYPE, type);
        }
        if (contentType == null || !CONTENT_TYPE.matcher(contentType).matches()) {
            throw new InvalidEventException(InvalidEventException.Part.CONTENT_TYPE, contentType);
        }
        if (payload == null) {
            throw new NullPointerException("payload");
        }
    }

    /** An untyped event of plain text. */
    public static EventDraft text(String data) {
        return new EventDraft("", TEXT, Payload.text(data));
    }

    /** Data received from outside: text or binary as the content type says. */
    public static EventDraft of(String type, String contentType, byte[] data) {
        if (contentType == null) {
            throw new InvalidEventException(InvalidEventException.Part.CONTENT_TYPE, null);
        }
        return new EventDraft(type, contentType, Payload.of(contentType, data));
    }
}
