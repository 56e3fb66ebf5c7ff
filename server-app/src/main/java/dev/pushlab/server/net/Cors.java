package dev.pushlab.server.net;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What browsers are told of pages of other origins (Fetch, "CORS protocol"). Those of listed origins may ask for
 * everything that there is and read the answers, and never with the browser's credentials: {@code
 * Access-Control-Allow-Credentials} is not sent, so cookies of this server do not count for them. To others nothing is
 * said, which browsers take for a no.
 */
final class Cors {
    /** What a request may bring beside what any page may send anywhere. */
    static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Event-Type, Idempotency-Key, If-None-Match, Last-Event-ID";

    /** What a page may see of an answer beside what it sees of any. */
    static final String RESPONSE_HEADERS = "ETag, Pushlab-Recovered";

    /** How long a browser need not ask again, in seconds. */
    private static final int MAX_AGE = 600;

    private Cors() {}

    /** Whether a browser asks if a page may make a request (Fetch, "CORS-preflight request"). */
    static boolean isPreflight(HttpMethod method, HttpHeaders request, Access access, Scheme scheme) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        return HttpMethod.OPTIONS.equals(method)
                && origin != null
                && request.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
                && (access.isListed(origin) || !access.mayConnect(request, scheme));
    }

    /**
     * The answer to a preflight.
     *
     * @param methods that there are at the address, separated by commas
     * @throws ProblemException if pages of this origin may not ask
     */
    static FullHttpResponse preflight(HttpHeaders request, Access access, String methods) {
        if (!access.isListed(request.get(HttpHeaderNames.ORIGIN))) {
            throw new ProblemException(Problem.Reason.FORBIDDEN_ORIGIN);
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        return response;
    }

    /** Adds what an answer to this request says. Where origins are listed, caches are told that answers differ by them. */
    static void addTo(HttpHeaders response, HttpHeaders request, Access access) {
        if (access.origins().isEmpty()) {
            return;
        }
        response.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin != null && access.isListed(origin)) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            if (!response.contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS)) {
                response.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            }
        }
    }
}
