package dev.pushlab.server.technique.websocket;

import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/**
 * What a client asks for in the address of its connection.
 *
 * @param envelope what a message holds: {@code envelope=json|none}
 * @param frames how many frames a message is cut into: {@code fragments=1…16}
 * @param deflate the answer to the extensions that were offered; only if the address says {@code deflate=1} as well,
 *     because browsers offer compression whether their page wants it or not
 * @param inspect whether the client wants to look at its own connection: {@code inspect=1}
 */
record Wishes(WebSocketEncoder envelope, int frames, Optional<String> deflate, boolean inspect) {
    /** @throws ProblemException naming what is wrong */
    static Wishes of(HttpExchange exchange) {
        WebSocketEncoder envelope = envelope(exchange.query("envelope").orElse("json"));
        int frames = exchange.query("fragments", 1, FrameFormat.MAX_FRAMES, 1);
        boolean deflate = exchange.query("deflate", 0, 1, 0) == 1;
        boolean inspect = exchange.query("inspect", 0, 1, 0) == 1;
        if (inspect && envelope == WebSocketEncoder.BARE) {
            // Bare data has no words for what is seen.
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "json");
        }
        Optional<String> accepted = deflate
                ? DeflateOffer.accept(exchange.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                : Optional.empty();
        return new Wishes(envelope, frames, accepted, inspect);
    }

    private static WebSocketEncoder envelope(String name) {
        return switch (name) {
            case "json" -> WebSocketEncoder.JSON;
            case "none" -> WebSocketEncoder.BARE;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "json, none");
        };
    }

    boolean isBare() {
        return envelope == WebSocketEncoder.BARE;
    }

    /** Equal for all who asked for the same. */
    WireFormat format() {
        return FrameFormat.of(envelope, frames, deflate.isPresent());
    }
}
