package dev.pushlab.server.technique;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;

/** One way of getting events to a client. */
public interface Technique {
    /** What the catalog says about it. */
    TechniqueDescriptor descriptor();

    /**
     * Whether its page loads scripts from this server's other origin ({@link HttpExchange#otherOrigin}): its content security
     * policy then allows them, and what the page tries beside, from there and from nowhere else.
     */
    default boolean usesOtherOrigin() {
        return false;
    }

    /**
     * Whether a client may show its token after the connection stands, where reading needs one: then {@link #serve} sees to
     * it that nothing is delivered before. The others are asked only if whoever asks may read.
     */
    default boolean takesTokensLater() {
        return false;
    }

    /**
     * Serves {@code GET /topics/{topic}/{id}}: answers once, or takes the connection over and has the events of the topic
     * written to it. On the connection's event loop; must not block. A technique that does not speak HTTP has no such
     * address.
     */
    default void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        throw new ProblemException(Problem.Reason.UNKNOWN_TECHNIQUE);
    }
}
