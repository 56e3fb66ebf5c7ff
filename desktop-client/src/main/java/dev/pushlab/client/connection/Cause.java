package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.CallFailure;
import dev.pushlab.protocol.message.ReasonCode;
import java.util.Locale;

/**
 * Why something failed or ended.
 *
 * @param key the key of the localized text: {@code reason.*} for what the protocol names, {@code dial.*} for why no
 *     connection came about
 * @param detail for developers, in English; may be empty
 * @param lasting true if trying again cannot help until somebody changes something (another identity than the pinned
 *     one, no suite in common): automatic attempts stop
 */
public record Cause(String key, String detail, boolean lasting) {
    /** What the protocol names. */
    public static Cause of(ReasonCode reason, String detail) {
        if (reason == ReasonCode.CALL_FAILED) {
            CallFailure failure = CallFailure.parse(detail);
            return new Cause(failure.key(), failure.detail(), false);
        }
        return new Cause(reason.key(), detail, lasting(reason));
    }

    /** For scripts: {@code TIMED_OUT} of {@code dial.timed-out}, {@code SHUTTING_DOWN} of {@code reason.shutting-down}. */
    public String name() {
        return key.substring(key.indexOf('.') + 1).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static boolean lasting(ReasonCode reason) {
        return switch (reason) {
            case NOT_PUSHLAB,
                    UNSUPPORTED_VERSION,
                    NO_COMMON_SUITE,
                    IDENTITY_CHANGED,
                    BAD_CERTIFICATE,
                    NOT_ALLOWED,
                    NOT_AUTHENTICATED -> true;
            default -> false;
        };
    }
}
