package dev.pushlab.server.keys;

import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.DialFailure;
import java.util.Optional;

/**
 * Why a member could not be called, or did not confirm its key. Exactly one of the first two is there.
 *
 * @param dial why no connection to its listener came about
 * @param reason why the connection, or the push over it, ended
 * @param ofCall whether a call failed, as opposed to a push over an established session
 * @param detail for logs and developers, in English
 */
public record MemberFailure(Optional<DialFailure> dial, Optional<ReasonCode> reason, boolean ofCall, String detail) {
    /** A call failed before a byte was exchanged. */
    public static MemberFailure of(DialFailure dial, String detail) {
        return new MemberFailure(Optional.of(dial), Optional.empty(), true, detail);
    }

    /** A call failed after the connection stood. */
    public static MemberFailure ofCall(ReasonCode reason, String detail) {
        return new MemberFailure(Optional.empty(), Optional.of(reason), true, detail);
    }

    /** A push failed. */
    public static MemberFailure of(ReasonCode reason, String detail) {
        return new MemberFailure(Optional.empty(), Optional.of(reason), false, detail);
    }

    /** The key of the localized text in the {@code reasons} bundle. */
    public String key() {
        return dial.map(DialFailure::key).or(() -> reason.map(ReasonCode::key)).orElseThrow();
    }
}
