package dev.pushlab.server.net;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.BrowserSessions;
import dev.pushlab.server.access.Principal;
import dev.pushlab.server.access.TokenHash;
import dev.pushlab.server.access.Tokens;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks over HTTP, and from which pages and under which names.
 *
 * <p>A token that is shown counts, and must be right. Requests from this machine may publish without one, but only those
 * that no foreign page can have caused: a browser here also runs pages of others, and a page may send requests to any
 * address. Such a request either names its foreign Origin, or the page's host name was made to point here (DNS
 * rebinding) and the Host header names it.
 *
 * @param tokens give rights
 * @param loopbackExempt whether requests from this machine need no token to publish
 * @param origins beside the same origin, whose pages may read and connect: {@code scheme://host[:port]} in lower case
 * @param hosts beside addresses and {@code localhost}, the names under which this server answers, in lower case
 * @param readersNeedToken whether nobody has rights without a token, on this machine or elsewhere
 * @param sessions of pages that have shown a token
 * @param ports whose pages are this server's own as well, though of another origin
 */
public record Access(
        Tokens tokens,
        boolean loopbackExempt,
        Set<String> origins,
        Set<String> hosts,
        boolean readersNeedToken,
        BrowserSessions sessions,
        OwnPorts ports) {
    /** Fetch Metadata Request Headers §2.3. */
    private static final String SEC_FETCH_SITE = "sec-fetch-site";

    /** As the header User-Agent begins in all that run scripts of pages; a page cannot change it. */
    private static final Pattern BROWSER = Pattern.compile("(?:Mozilla|Opera)/.*");

    /** The origin at the beginning of an address. */
    private static final Pattern REFERER =
            Pattern.compile("(https?://[^/?#\\\\@]+)(?:[/?#].*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?");

    private static final Pattern ORIGIN =
            Pattern.compile("https?://(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253})(:[0-9]{1,5})?");

    public Access {
        loopbackExempt = loopbackExempt && !readersNeedToken;
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
    }

    /** Where everybody may read, and no page has a session. */
    public Access(Tokens tokens, boolean loopbackExempt, Set<String> origins, Set<String> hosts) {
        this(
                tokens,
                loopbackExempt,
                origins,
                hosts,
                false,
                new BrowserSessions(tokens, System::nanoTime),
                new OwnPorts());
    }

    /** Who sends this request. */
    public Caller caller(HttpHeaders headers, Arrival arrival) {
        InetSocketAddress remote = arrival.remote();
        String given = AccessToken.ofHeader(headers.get(HttpHeaderNames.AUTHORIZATION));
        if (given != null) {
            return caller(given, remote);
        }
        boolean ownPageOrNone = isOwnPageOrNone(headers, arrival.scheme());
        if (ownPageOrNone && isHere(headers, remote)) {
            return Caller.withoutToken(Optional.of(Principal.LOCAL), remote);
        }
        // A cookie comes without the page's doing: it counts only if the page is one of this server's.
        Optional<TokenHash> session =
                ownPageOrNone ? SessionCookie.of(headers, arrival).flatMap(sessions::find) : Optional.empty();
        if (session.isEmpty() && isIncludedByOtherOrigin(headers, arrival)) {
            session = SessionCookie.of(headers, otherArrival(arrival)).flatMap(sessions::find);
        }
        if (session.isPresent()) {
            return Caller.ofSession(tokens, session.get(), remote);
        }
        return Caller.withoutToken(readersNeedToken ? Optional.empty() : Optional.of(Principal.ANONYMOUS), remote);
    }

    private boolean isHere(HttpHeaders headers, InetSocketAddress remote) {
        return loopbackExempt
                && remote.getAddress() != null
                && remote.getAddress().isLoopbackAddress()
                && isLoopbackName(hostOf(headers.get(HttpHeaderNames.HOST)));
    }

    /** Whoever shows this token. */
    public Caller caller(String token, InetSocketAddress remote) {
        return Caller.withToken(tokens, token, remote);
    }

    /**
     * Whether a page may read, and connect by WebSocket, which browsers allow across origins and leave to the server to
     * check. Requests without Origin do not come from a page.
     */
    public boolean mayConnect(HttpHeaders headers, Scheme scheme) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin == null || isSameOrigin(headers, origin, scheme) || isListed(origin);
    }

    /** Whether this is an origin other than the server's own which was explicitly allowed. */
    public boolean isListed(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether this server answers under the name by which it was called: an address, {@code localhost}, or one of its
     * names. Any other name was made to point here by somebody else, whose page a browser would then believe to be of
     * the same origin as this server.
     */
    public boolean knowsHost(HttpHeaders headers) {
        String host = hostOf(headers.get(HttpHeaderNames.HOST));
        return host != null && (isLoopbackName(host) || isAddress(host) || hosts.contains(host));
    }

    /** Whether a Host header is well formed (RFC 9110 §7.2). */
    static boolean isHost(String header) {
        return header != null && AUTHORITY.matcher(header).matches();
    }

    /**
     * An origin as browsers write it and as it is compared: in lower case, without the port that goes without saying.
     *
     * @throws IllegalArgumentException unless it is one of HTTP (RFC 6454 §7)
     */
    public static String parseOrigin(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lower).matches()) {
            throw new IllegalArgumentException("an origin is written http://HOST[:PORT] or https://HOST[:PORT]");
        }
        boolean implied = lower.startsWith("https:") ? lower.endsWith(":443") : lower.endsWith(":80");
        return implied ? lower.substring(0, lower.lastIndexOf(':')) : lower;
    }

    /** Whether a page of this server has sent this, or none at all. */
    public boolean isOwnPageOrNone(HttpHeaders headers, Scheme scheme) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String site = headers.get(SEC_FETCH_SITE);
        return (origin == null || isSameOrigin(headers, origin, scheme))
                && (site == null || site.equals("same-origin") || site.equals("none"));
    }

    /**
     * Whether a script may be the answer, which a page of any origin can run and so read. Such a request has no Origin, and
     * where neither HTTPS nor this machine is spoken to no {@code Sec-Fetch-Site} (Fetch Metadata Request Headers §3). So
     * whoever asks must be known to be a page of this server, at either port, or of a listed origin, or to be no page at all:
     * a browser that does not say where it comes from is refused, because a page may forbid it to.
     */
    public boolean mayInclude(HttpHeaders headers, Arrival arrival) {
        Optional<String> page = pageOf(headers);
        if (page.isPresent()) {
            return isSameOrigin(headers, page.get(), arrival.scheme())
                    || isOtherOrigin(headers, page.get(), arrival)
                    || isListed(page.get());
        }
        String site = headers.get(SEC_FETCH_SITE);
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        return !BROWSER.matcher(headers.get(HttpHeaderNames.USER_AGENT, "")).matches();
    }

    /**
     * This server's other origin as seen by whoever sends this request: by the same name, at the other port. Empty if there
     * is none.
     */
    public Optional<String> otherOrigin(HttpHeaders headers, Arrival arrival) {
        Matcher host = AUTHORITY.matcher(headers.get(HttpHeaderNames.HOST, ""));
        OptionalInt port = ports.other(arrival.scheme(), arrival.port());
        if (port.isEmpty() || !host.matches()) {
            return Optional.empty();
        }
        return Optional.of(parseOrigin(arrival.scheme().word() + "://" + host.group(1) + ":" + port.getAsInt()));
    }

    private boolean isOtherOrigin(HttpHeaders headers, String origin, Arrival arrival) {
        return otherOrigin(headers, arrival).filter(origin::equalsIgnoreCase).isPresent();
    }

    /**
     * Whether a page of the other origin has its browser load this, as a script: then it brings the cookie of that page's
     * port. What such a page does by itself names it as Origin.
     */
    private boolean isIncludedByOtherOrigin(HttpHeaders headers, Arrival arrival) {
        String site = headers.get(SEC_FETCH_SITE);
        return !headers.contains(HttpHeaderNames.ORIGIN)
                && (site == null || site.equals("same-site"))
                && pageOf(headers)
                        .filter(page -> isOtherOrigin(headers, page, arrival))
                        .isPresent();
    }

    private Arrival otherArrival(Arrival arrival) {
        int port = ports.other(arrival.scheme(), arrival.port()).orElse(0);
        return new Arrival(arrival.remote(), arrival.scheme(), port);
    }

    /** The origin of the page that has a request sent, as far as the request tells it. */
    private static Optional<String> pageOf(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null) {
            return Optional.of(origin);
        }
        String referer = headers.get(HttpHeaderNames.REFERER);
        if (referer == null) {
            return Optional.empty();
        }
        Matcher matcher = REFERER.matcher(referer);
        // What is no address of HTTP is the page of nobody who is known.
        return Optional.of(matcher.matches() ? matcher.group(1) : referer);
    }

    private static boolean isSameOrigin(HttpHeaders headers, String origin, Scheme scheme) {
        String host = headers.get(HttpHeaderNames.HOST);
        return host != null && origin.equalsIgnoreCase(scheme.word() + "://" + host);
    }

    /** The name or address in a Host header, in lower case, without port and brackets; null if it is malformed. */
    private static String hostOf(String header) {
        Matcher matcher = header == null ? null : AUTHORITY.matcher(header);
        if (matcher == null || !matcher.matches()) {
            return null;
        }
        String host = matcher.group(1).toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isLoopbackName(String host) {
        return host != null
                && (host.equals("localhost")
                        || host.endsWith(".localhost")
                        || host.equals("::1")
                        || NetUtil.isValidIpV4Address(host) && host.startsWith("127."));
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }
}
