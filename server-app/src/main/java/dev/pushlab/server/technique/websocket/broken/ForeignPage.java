package dev.pushlab.server.technique.websocket.broken;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Scheme;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The page that plays the foreign one, and at which origins it is one. */
final class ForeignPage {
    /** Whoever attacks sets a policy of their own: this one may open sockets to every port of this machine. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "connect-src 'self' ws://127.0.0.1:* ws://localhost:* wss://127.0.0.1:* wss://localhost:*";

    private static final String LOCALHOST = "localhost";
    private static final String LOOPBACK = "127.0.0.1";

    private final byte[] page = load("foreign.html");
    private final byte[] script = load("foreign.js");

    private static byte[] load(String file) {
        try (InputStream in = ForeignPage.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void page(HttpExchange exchange) {
        respond(exchange, page, "text/html; charset=utf-8");
    }

    void script(HttpExchange exchange) {
        respond(exchange, script, "text/javascript; charset=utf-8");
    }

    private static void respond(HttpExchange exchange, byte[] content, String type) {
        FullHttpResponse response = exchange.response(HttpResponseStatus.OK, type, Unpooled.wrappedBuffer(content));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        headers.set("Referrer-Policy", "no-referrer");
        exchange.respond(response);
    }

    /**
     * This server at its other port, which is another origin of the same site, and by another name, which is another site.
     * Cookies know no ports.
     */
    List<String> origins(HttpExchange exchange) {
        List<String> origins = new ArrayList<>();
        exchange.otherOrigin().ifPresent(origins::add);
        String host = exchange.headers().get(HttpHeaderNames.HOST, "");
        String scheme = exchange.scheme() == Scheme.HTTPS ? "https://" : "http://";
        int colon = host.lastIndexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        String port = colon < 0 ? "" : host.substring(colon);
        if (name.equals(LOOPBACK) || name.equals(LOCALHOST)) {
            origins.add(scheme + (name.equals(LOCALHOST) ? LOOPBACK : LOCALHOST) + port);
        }
        return origins;
    }
}
