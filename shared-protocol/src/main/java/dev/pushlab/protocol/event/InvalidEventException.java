package dev.pushlab.protocol.event;

/**
 * A topic, id, type, content type or payload that breaks its syntax or its bound. Names the offending part, so that
 * whoever answers the peer can say what was wrong in the peer's language.
 */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What was wrong; the name in lower case is also the key of the localized text. */
    public enum Part {
        TOPIC,
        ID,
        TYPE,
        CONTENT_TYPE,
        /** The payload is longer than {@link Payload#MAX_BYTES}. */
        PAYLOAD_SIZE,
        /** The content type says text but the bytes are not UTF-8. */
        PAYLOAD_ENCODING
    }

    private final Part part;

    /** @param offending the value as received; shortened and stripped of control characters for the message */
    public InvalidEventException(Part part, String offending) {
        super("invalid " + part.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ": "
                + printable(offending));
        this.part = part;
    }

    public Part part() {
        return part;
    }

    private static String printable(String value) {
        if (value == null) {
            return "none given";
        }
        String cut = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return '"' + cut.replaceAll("\\p{Cntrl}", "\uFFFD") + '"';
    }
}
