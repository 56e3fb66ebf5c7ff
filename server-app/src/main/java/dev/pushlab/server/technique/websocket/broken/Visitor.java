package dev.pushlab.server.technique.websocket.broken;

import dev.pushlab.server.net.StrictJson;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who has visited the page and is known by a cookie: a person of fiction, whose data follow from the cookie, so that
 * nothing is kept.
 */
record Visitor(String id) {
    private static final String COOKIE = "pushlab-teaching";
    private static final String PATH = "/broken/websocket";
    private static final long MINUTES = 10;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> NAMES = List.of("Ada", "Basil", "Chun", "Dora", "Emil", "Fang", "Grace", "Hugo");

    static Visitor random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new Visitor(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whose cookie is in the header {@code Cookie}; empty if nobody's. */
    static Optional<Visitor> of(List<String> headers) {
        return headers.stream()
                .flatMap(header -> ServerCookieDecoder.STRICT.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .filter(value -> value.matches("[A-Za-z0-9_-]{22}"))
                .map(Visitor::new)
                .findFirst();
    }

    /**
     * The header {@code Set-Cookie}.
     *
     * @param crossSite whether the browser is to send it for pages of other sites too, for which it has to be Secure; over
     *     plain HTTP browsers take that from this machine only
     */
    String cookie(boolean crossSite) {
        DefaultCookie cookie = new DefaultCookie(COOKIE, id);
        cookie.setMaxAge(MINUTES * 60);
        cookie.setPath(PATH);
        cookie.setHttpOnly(true);
        cookie.setSecure(crossSite);
        cookie.setSameSite(crossSite ? CookieHeaderNames.SameSite.None : CookieHeaderNames.SameSite.Lax);
        return ServerCookieEncoder.STRICT.encode(cookie);
    }

    /** What only this visitor should read: {@code {"owner","balance","note"}}, all of it made up. */
    String diary() {
        byte[] digest = digest();
        String name = NAMES.get(digest[0] & 7);
        int cents = (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
        return StrictJson.MAPPER
                .createObjectNode()
                .put("owner", name)
                .put("balance", "%d.%02d".formatted(cents / 100, cents % 100))
                .put("note", "made up")
                .toString();
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
