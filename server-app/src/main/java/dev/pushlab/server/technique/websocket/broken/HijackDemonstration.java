package dev.pushlab.server.technique.websocket.broken;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Cross-site WebSocket hijacking, on this machine only: a page of this server gives its visitor a cookie, a WebSocket reads
 * made-up data by it, and a page of another origin tries the same.
 *
 * <pre>
 *   POST /broken/websocket/visit?samesite=lax|none   the cookie
 *   GET  /broken/websocket/diary                     the WebSocket
 *   GET  /broken/websocket/foreign                   the page of the other origin
 *   GET  /broken/websocket/state                     the last handshakes, and whether Origin is looked at
 *   PUT  /broken/websocket/check {"on":false}        for administrators
 * </pre>
 */
public final class HijackDemonstration {
    private static final String ROOT = "/broken/websocket";
    private static final int MAX_FRAME = 125;

    private final Audit audit;
    private final Clock clock;
    private final OriginCheck check;
    private final Attempts attempts = new Attempts();
    private final ForeignPage foreign = new ForeignPage();

    /** @param nanos a clock for differences */
    public HijackDemonstration(Audit audit, Clock clock, LongSupplier nanos) {
        this.audit = audit;
        this.clock = clock;
        this.check = new OriginCheck(nanos);
    }

    public void addTo(HttpRoutes.Builder routes) {
        routes.post(ROOT + "/visit", here(this::visit))
                .get(ROOT + "/diary", here(this::diary))
                .page(ROOT + "/foreign", here(foreign::page))
                .page(ROOT + "/foreign.js", here(foreign::script))
                .get(ROOT + "/state", here(this::state))
                .put(ROOT + "/check", here(this::set));
    }

    /** From other machines there is nothing here. */
    private static HttpHandler here(HttpHandler handler) {
        return exchange -> {
            if (!exchange.remote().getAddress().isLoopbackAddress()) {
                throw new ProblemException(Problem.Reason.NOT_FOUND);
            }
            handler.handle(exchange);
        };
    }

    private void visit(HttpExchange exchange) {
        exchange.requireOwnPage();
        boolean crossSite = switch (exchange.query("samesite").orElse("lax")) {
            case "lax" -> false;
            case "none" -> true;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "samesite", "lax, none");
        };
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.SET_COOKIE, Visitor.random().cookie(crossSite))
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }

    private void diary(HttpExchange exchange) {
        HttpHeaders headers = exchange.headers();
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            throw new ProblemException(Problem.Reason.UPGRADE_REQUIRED, "Upgrade");
        }
        Optional<Visitor> visitor = Visitor.of(headers.getAll(HttpHeaderNames.COOKIE));
        if (check.offFor().isZero()) {
            try {
                exchange.requireOrigin();
            } catch (ProblemException e) {
                note(headers, visitor.isPresent(), HttpResponseStatus.FORBIDDEN);
                throw e;
            }
        }
        if (visitor.isEmpty()) {
            note(headers, false, HttpResponseStatus.UNAUTHORIZED);
            throw new ProblemException(
                    Problem.of(Problem.Reason.UNAUTHORIZED).withHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Cookie"));
        }
        note(headers, true, HttpResponseStatus.SWITCHING_PROTOCOLS);
        push(exchange, visitor.get());
    }

    private void note(HttpHeaders headers, boolean cookie, HttpResponseStatus status) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        attempts.add(new Attempts.Attempt(micros, headers.get(HttpHeaderNames.ORIGIN, ""), cookie, status.code()));
    }

    private static void push(HttpExchange exchange, Visitor visitor) {
        DiaryHandler handler = new DiaryHandler(visitor);
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MAX_FRAME)
                .allowExtensions(false)
                .build();
        exchange.takeOver(handler);
        new WebSocketServerHandshaker13(null, null, config)
                .handshake(
                        exchange.context().channel(),
                        exchange.request(),
                        EmptyHttpHeaders.INSTANCE,
                        exchange.sink().newPromise());
        handler.established(exchange.sink());
    }

    private void state(HttpExchange exchange) {
        exchange.requireOwnPage();
        ObjectNode state = StrictJson.MAPPER.createObjectNode();
        state.put("offFor", check.offFor().toSeconds());
        ArrayNode list = state.putArray("attempts");
        attempts.write(list);
        ArrayNode origins = state.putArray("foreign");
        foreign.origins(exchange).forEach(origins::add);
        exchange.respondJson(HttpResponseStatus.OK, state.toString());
    }

    private void set(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        boolean on = on(exchange);
        check.on(on);
        audit.record(actor, "origin-check." + (on ? "on" : "off"), "hijack", Audit.Outcome.DONE);
        exchange.respondJson(
                HttpResponseStatus.OK, "{\"offFor\":" + check.offFor().toSeconds() + "}");
    }

    private static boolean on(HttpExchange exchange) {
        JsonNode on;
        try {
            on = StrictJson.MAPPER
                    .readTree(ByteBufUtil.getBytes(exchange.request().content()))
                    .path("on");
        } catch (IOException e) {
            throw new ProblemException(Problem.Reason.MALFORMED_REQUEST, "JSON");
        }
        if (!on.isBoolean()) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "on", "true, false");
        }
        return on.booleanValue();
    }
}
