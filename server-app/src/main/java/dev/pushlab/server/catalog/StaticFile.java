package dev.pushlab.server.catalog;

import dev.pushlab.server.net.HttpExchange;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file that is served as it is, with a strong validator (RFC 9110 §8.8.3): browsers ask every time whether it has
 * changed, and get it only if so.
 */
final class StaticFile {
    /**
     * For everything that a page may do: scripts, styles and pictures from this server only, none of them inline, and
     * connections to this server only. WebSocket addresses are spelled out because {@code 'self'} does not cover them in
     * every engine, WebView's included.
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

    private final byte[] content;
    private final String contentType;
    private final String tag;

    StaticFile(byte[] content, String contentType) {
        this.content = content;
        this.contentType = contentType;
        this.tag = '"' + digest(content) + '"';
    }

    /** @throws IllegalStateException if the class path has no such file */
    static StaticFile load(String resource) {
        try (InputStream in = StaticFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return new StaticFile(in.readAllBytes(), contentType(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says, read as UTF-8. */
    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    void serve(HttpExchange exchange) {
        serve(exchange, Optional.empty());
    }

    /** @param scripts the one other origin from which a page may load scripts, and that it may try to read */
    void serve(HttpExchange exchange, Optional<String> scripts) {
        boolean same = exchange.headers().getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
                .anyMatch(tags -> tags.contains(tag) || tags.trim().equals("*"));
        FullHttpResponse response = same
                ? exchange.response(HttpResponseStatus.NOT_MODIFIED, contentType, Unpooled.EMPTY_BUFFER)
                : exchange.response(HttpResponseStatus.OK, contentType, Unpooled.wrappedBuffer(content));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ETAG, tag);
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        if (contentType.startsWith("text/html")) {
            protect(headers, exchange, scripts);
        }
        exchange.respond(response);
    }

    private static void protect(HttpHeaders headers, HttpExchange exchange, Optional<String> scripts) {
        // As the request names this server; its syntax has been checked.
        String host = exchange.headers().get(HttpHeaderNames.HOST, "");
        String sockets = host.isEmpty() ? "" : " " + exchange.scheme().webSocket() + "://" + host;
        String policy = scripts.map(origin -> POLICY.replace("script-src 'self'", "script-src 'self' " + origin))
                .orElse(POLICY);
        String others = scripts.map(origin -> " " + origin).orElse("");
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy + sockets + others);
        headers.set("Referrer-Policy", "no-referrer");
    }

    private static String contentType(String name) {
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "java" -> "text/plain; charset=utf-8";
            default -> throw new IllegalStateException("no content type for " + name);
        };
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
