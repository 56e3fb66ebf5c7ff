package dev.pushlab.server.net;

import dev.pushlab.server.access.BrowserSessions;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.util.Optional;

/**
 * The cookie in which a browser keeps the id of its session (RFC 6265): out of reach of scripts, and not sent for pages
 * of other sites. Cookies know no ports, so its name has the port: several servers of one machine do not take each
 * other's away.
 */
public final class SessionCookie {
    private static final String NAME = "pushlab-session-";

    /** Taken by browsers from TLS only, and for one host (RFC 6265bis §4.1.3.2). */
    private static final String SECURE_PREFIX = "__Host-";

    private SessionCookie() {}

    /** The id that a request brings. */
    static Optional<String> of(HttpHeaders request, Arrival arrival) {
        String name = name(arrival);
        return request.getAll(HttpHeaderNames.COOKIE).stream()
                .flatMap(header -> ServerCookieDecoder.STRICT.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(name))
                .map(Cookie::value)
                .findFirst();
    }

    /**
     * The header {@code Cookie} by which a session counts at another port of this server; empty if a request brings none.
     *
     * @param port of plain HTTP
     */
    public static Optional<String> at(int port, HttpHeaders request, Arrival arrival) {
        Arrival there = new Arrival(arrival.remote(), Scheme.HTTP, port);
        return of(request, arrival).map(id -> name(there) + "=" + id);
    }

    /** The header {@code Set-Cookie} that has a browser keep an id. */
    static String keep(String id, Arrival arrival) {
        return encode(id, BrowserSessions.LIFETIME.toSeconds(), arrival);
    }

    /** The header {@code Set-Cookie} that has a browser forget it. */
    static String forget(Arrival arrival) {
        return encode("", 0, arrival);
    }

    private static String encode(String value, long maxAge, Arrival arrival) {
        DefaultCookie cookie = new DefaultCookie(name(arrival), value);
        cookie.setMaxAge(maxAge);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSameSite(CookieHeaderNames.SameSite.Strict);
        cookie.setSecure(arrival.scheme() == Scheme.HTTPS);
        return ServerCookieEncoder.STRICT.encode(cookie);
    }

    private static String name(Arrival arrival) {
        return (arrival.scheme() == Scheme.HTTPS ? SECURE_PREFIX : "") + NAME + arrival.port();
    }
}
