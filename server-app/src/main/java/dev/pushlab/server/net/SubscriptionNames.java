package dev.pushlab.server.net;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Principal;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.SubscriptionName;
import java.util.Optional;

/** The durable subscriptions of those who use HTTP and WebSocket: of the token they show, or of this machine. */
public final class SubscriptionNames {
    /** The parameter that names one. */
    public static final String PARAMETER = "subscription";

    private SubscriptionNames() {}

    /** @throws ProblemException if the caller is nobody in particular, or the name is not well formed */
    public static SubscriptionName of(Caller caller, String name) {
        caller.refusalOfNobody().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        try {
            Principal principal = caller.principal().orElseThrow();
            return principal == Principal.LOCAL
                    ? new SubscriptionName(SubscriptionName.LOCAL, name)
                    : SubscriptionName.ofToken(principal.name(), name);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "subscription", "1–64 × A-Z a-z 0-9 . _ -");
        }
    }

    /**
     * The durable subscription that a request asks to be served from, by the parameter {@code subscription}; empty if it
     * asks for none.
     *
     * @throws ProblemException as above, or if there is none of this name
     */
    public static Optional<DurableSubscription> asked(HttpExchange exchange, Topic topic, Hub hub) {
        return asked(exchange.query(PARAMETER), exchange.caller(), topic, hub);
    }

    /** The same of somebody who is known only after the request. */
    public static Optional<DurableSubscription> asked(
            Optional<String> subscription, Caller caller, Topic topic, Hub hub) {
        return subscription.map(
                name -> hub.durables().find(topic, of(caller, name)).orElseThrow(SubscriptionNames::unknown));
    }

    /** That there is none of this name, or none any more. */
    public static ProblemException unknown() {
        return new ProblemException(Problem.Reason.UNKNOWN_SUBSCRIPTION);
    }
}
