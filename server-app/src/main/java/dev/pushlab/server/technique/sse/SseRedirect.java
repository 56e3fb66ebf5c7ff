package dev.pushlab.server.technique.sse;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An answer that sends the browser elsewhere: {@code ?redirect=301|307} leads to the same stream without that parameter.
 * In its place comes {@code redirected}, because {@code EventSource} tells a page nothing of where it was sent.
 */
final class SseRedirect {
    private static final String ASKED = "redirect";
    private static final String DONE = "redirected";
    /** More than a request may have. */
    private static final int MAX_PARAMETERS = 64;

    private SseRedirect() {}

    /**
     * The answer, if the request asks for one.
     *
     * @throws ProblemException {@code invalid-parameter}
     */
    static Optional<FullHttpResponse> answer(HttpExchange exchange) {
        return status(exchange, ASKED).map(status -> {
            HttpResponseStatus code = HttpResponseStatus.valueOf(Integer.parseInt(status));
            FullHttpResponse response = exchange.response(code, "text/plain", Unpooled.EMPTY_BUFFER);
            response.headers()
                    .set(HttpHeaderNames.LOCATION, location(exchange, status))
                    // A 301 that is kept would never be asked for again.
                    .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
            return response;
        });
    }

    /** By which status the request came here. */
    static Optional<String> followed(HttpExchange exchange) {
        return status(exchange, DONE);
    }

    /** Encoded anew: nothing of the request gets into a header as it came. */
    private static String location(HttpExchange exchange, String status) {
        QueryStringEncoder to = new QueryStringEncoder(exchange.path());
        new QueryStringDecoder(exchange.rawQuery(), StandardCharsets.UTF_8, true, MAX_PARAMETERS, true)
                .parameters()
                .forEach((name, values) -> {
                    if (!name.equals(ASKED) && !name.equals(DONE)) {
                        to.addParam(name, values.get(0));
                    }
                });
        to.addParam(DONE, status);
        return to.toString();
    }

    private static Optional<String> status(HttpExchange exchange, String parameter) {
        Optional<String> status = exchange.query(parameter);
        if (status.isPresent() && !status.get().equals("301") && !status.get().equals("307")) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, parameter, "301, 307");
        }
        return status;
    }
}
