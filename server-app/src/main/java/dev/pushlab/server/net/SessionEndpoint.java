package dev.pushlab.server.net;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.BrowserSessions;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * {@code POST /session} gives a page of this server, for a token, a cookie that stands for it where a page can set no
 * headers; {@code DELETE /session} takes it back.
 */
public final class SessionEndpoint {
    private final BrowserSessions sessions;

    public SessionEndpoint(BrowserSessions sessions) {
        this.sessions = sessions;
    }

    public void addTo(HttpRoutes.Builder routes) {
        routes.post("/session", this::open).delete("/session", this::close);
    }

    private void open(HttpExchange exchange) {
        exchange.requireOwnPage();
        String token = AccessToken.ofHeader(exchange.headers().get(HttpHeaderNames.AUTHORIZATION));
        Optional<String> id = token == null ? Optional.empty() : sessions.open(token);
        if (id.isEmpty()) {
            throw new ProblemException(Caller.unauthorized(token != null));
        }
        respond(exchange, SessionCookie.keep(id.get(), exchange.arrival()));
    }

    private void close(HttpExchange exchange) {
        exchange.requireOwnPage();
        SessionCookie.of(exchange.headers(), exchange.arrival()).ifPresent(sessions::close);
        respond(exchange, SessionCookie.forget(exchange.arrival()));
    }

    private static void respond(HttpExchange exchange, String cookie) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.SET_COOKIE, cookie)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }
}
