package dev.pushlab.protocol.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a server could not call a registered client back: the detail of an ERROR with {@link ReasonCode#CALL_FAILED},
 * sent over the connection that the client opened itself. Written {@code KEY} or {@code KEY: DETAIL}.
 *
 * @param key of the localized text: {@code dial.*} if no connection came about, {@code reason.*} if it ended early
 * @param detail for developers, in English; may be empty
 */
public record CallFailure(String key, String detail) {
    private static final int MAX_LENGTH = 255;
    private static final Pattern SYNTAX =
            Pattern.compile("((?:dial|reason)\\.[a-z0-9-]{1,40})(?:: (.*))?", Pattern.DOTALL);

    /** @throws IllegalArgumentException if the key is neither a {@code dial.*} nor a {@code reason.*} one */
    public CallFailure {
        if (!key.matches("(dial|reason)\\.[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("not the key of a failure: " + key);
        }
    }

    /** Reads the detail of an ERROR; a peer that does not keep to the form has told {@code reason.call-failed}. */
    public static CallFailure parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            return new CallFailure(ReasonCode.CALL_FAILED.key(), text);
        }
        return new CallFailure(parts.group(1), parts.group(2) == null ? "" : parts.group(2));
    }

    /** The form that {@link #parse} reads, at most 255 characters. */
    @Override
    public String toString() {
        String text = detail.isEmpty() ? key : key + ": " + detail;
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }
}
