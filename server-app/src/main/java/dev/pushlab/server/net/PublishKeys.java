package dev.pushlab.server.net;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.server.access.Principal;
import dev.pushlab.server.hub.journal.PublishKey;

/** The keys of those who publish over HTTP and WebSocket. */
public final class PublishKeys {
    private PublishKeys() {}

    /**
     * @param caller whose key it is: the token that is shown, or everybody on this machine
     * @param parameter what to call it if it is not well formed
     * @throws ProblemException if it does not have 1 to 64 visible ASCII characters
     */
    public static PublishKey of(Caller caller, String parameter, String key, EventDraft draft) {
        String owner = caller.principal().map(Principal::name).orElse("");
        try {
            // Names of tokens are no fingerprints, which own keys too.
            return PublishKey.of("http " + owner, key, draft);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Reason.INVALID_PARAMETER, parameter, "1–" + PublishKey.MAX_LENGTH + " × 0x21–0x7E");
        }
    }
}
