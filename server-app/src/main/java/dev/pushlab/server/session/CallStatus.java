package dev.pushlab.server.session;

import dev.pushlab.server.keys.MemberFailure;
import java.time.Instant;
import java.util.Optional;

/**
 * A call by hand as it stands at a moment; how far the present attempt is, the member's state tells.
 *
 * @param id unique in this run
 * @param address as it was entered
 * @param fingerprint of the client that must answer, 64 lower-case hex digits
 * @param attempt the present or last one, from 1
 * @param failure why the last attempt failed
 * @param next when the next attempt comes; present exactly while waiting
 * @param since when the phase became what it is
 */
public record CallStatus(
        long id,
        String address,
        String fingerprint,
        Phase phase,
        int attempt,
        Optional<MemberFailure> failure,
        Optional<Instant> next,
        Instant since) {
    /** Where a call stands. */
    public enum Phase {
        /** An attempt is under way. */
        CALLING,
        /** The last attempt failed; there will be another one. */
        WAITING,
        /** The connection stands. */
        CONNECTED,
        /** The connection came about and has ended since. */
        ENDED,
        /** The last attempt failed and there will not be another one. */
        FAILED,
        /** Stopped by the operator. */
        STOPPED;

        /** Whether there is something to stop. */
        public boolean isActive() {
            return this == CALLING || this == WAITING || this == CONNECTED;
        }

        /** The key of the localized text, e.g. {@code call-phase.waiting}. */
        public String key() {
            return "call-phase." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
