package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Serves {@code GET /topics/{topic}/http-framing}, and with {@code transcript=ID} the record of an answer that was asked
 * for with {@code trace=ID}.
 */
public final class HttpFramingTechnique implements Technique {
    static final int MAX_EVENTS = 100;
    private static final int DEFAULT_EVENTS = 10;
    private static final int DEFAULT_WAIT_SECONDS = 25;

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("http-framing", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);
    private final Traces traces = new Traces();

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        Optional<String> transcript = Traces.id(exchange.query("transcript"));
        if (transcript.isPresent()) {
            // What tells of the technique's bytes is none of them.
            exchange.connection().technique(null);
            exchange.respondJson(
                    HttpResponseStatus.OK,
                    traces.find(transcript.get(), topic, now(exchange)).json());
            return;
        }
        if (!exchange.isHttp1()) {
            throw new ProblemException(Problem.Reason.ONLY_HTTP_1);
        }
        HttpFramingHandler.answer(exchange, topic, context.fanout(), question(exchange, topic));
    }

    private Question question(HttpExchange exchange, Topic topic) {
        Position after = Position.parse(exchange.query("after").orElse(null));
        Framing framing = framing(exchange);
        int events = exchange.query("events", 1, MAX_EVENTS, DEFAULT_EVENTS);
        int wait = exchange.query("wait", 0, (int) Fanout.LONGEST_WAIT.toSeconds(), DEFAULT_WAIT_SECONDS);
        Cut cut = cut(exchange);
        Optional<Trace> trace =
                Traces.id(exchange.query("trace")).map(id -> traces.begin(id, topic, framing, now(exchange)));
        return new Question(after, framing, events, Duration.ofSeconds(wait), cut, trace);
    }

    /** A client of HTTP/1.0 does not know chunks (RFC 9112 §6.1). */
    private static Framing framing(HttpExchange exchange) {
        boolean old = exchange.request().protocolVersion().minorVersion() == 0;
        return switch (exchange.query("framing").orElse("chunked")) {
            case "chunked" -> old ? Framing.CLOSE : Framing.CHUNKED;
            case "close" -> Framing.CLOSE;
            case "length" -> Framing.LENGTH;
            default ->
                throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "framing", "chunked, close, length");
        };
    }

    private static Cut cut(HttpExchange exchange) {
        return switch (exchange.query("cut").orElse("no")) {
            case "no" -> Cut.NO;
            case "between" -> Cut.BETWEEN;
            case "within" -> Cut.WITHIN;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "cut", "no, between, within");
        };
    }

    private static long now(HttpExchange exchange) {
        return exchange.context().executor().ticker().nanoTime();
    }
}
