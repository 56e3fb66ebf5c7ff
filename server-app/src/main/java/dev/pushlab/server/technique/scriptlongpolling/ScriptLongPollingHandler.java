package dev.pushlab.server.technique.scriptlongpolling;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.HeldQuestion;
import dev.pushlab.server.technique.Scripts;

/** Reads what a script element asks and holds the answer. */
final class ScriptLongPollingHandler {
    private ScriptLongPollingHandler() {}

    // snippet:begin hold
    static void hold(HttpExchange exchange, Topic topic, Fanout fanout) {
        // A script runs in any page that includes it: only pages that may read get one.
        exchange.requireIncluder();
        String callback = Scripts.callback(exchange);
        Position after = Position.parse(exchange.query("after").orElse(null));
        // All who wait at one position under one name are answered by the same bytes.
        HeldQuestion.hold(exchange, topic, after, fanout, head -> new ScriptLongPollingEncoder(callback, head));
    }
    // snippet:end
}
