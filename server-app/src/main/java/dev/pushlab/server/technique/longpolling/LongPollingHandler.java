package dev.pushlab.server.technique.longpolling;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.HeldQuestion;
import dev.pushlab.server.technique.Polls;

/** Reads a question and holds it. */
final class LongPollingHandler {
    private LongPollingHandler() {}

    // snippet:begin hold
    static void hold(HttpExchange exchange, Topic topic, Fanout fanout) {
        exchange.requireOrigin();
        Position after = Polls.after(exchange);
        Polls.Envelope envelope = Polls.Envelope.of(exchange);
        // Answered as soon as there is something after this position, or when the wait is over.
        HeldQuestion.hold(exchange, topic, after, fanout, head -> new LongPollingEncoder(envelope, head));
    }
    // snippet:end
}
