package dev.pushlab.server.demonstration;

import dev.pushlab.server.net.HttpExchange;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.stream.Stream;

/** What a page shows of itself, for clients that the server plays on its behalf. */
public final class Credentials {
    private Credentials() {}

    /** The headers by which whoever asks is known, each with its CRLF; to be sent to this server only, and never logged. */
    public static String of(HttpExchange exchange) {
        StringBuilder lines = new StringBuilder();
        Stream.of(HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.COOKIE).forEach(name -> {
            String value = exchange.headers().get(name);
            if (value != null) {
                lines.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return lines.toString();
    }
}
