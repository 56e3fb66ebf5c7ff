package dev.pushlab.server.publish;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * {@code GET /time}: the clock by which events are stamped, as {@code {"micros":N}} since 1970. From a few answers a page
 * can estimate how far its own clock is off (RFC 5905 §8), and so the latency of events.
 */
public final class TimeEndpoint implements HttpHandler {
    private final Clock clock;

    public TimeEndpoint(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        exchange.respondJson(HttpResponseStatus.OK, "{\"micros\":" + micros + "}");
    }
}
