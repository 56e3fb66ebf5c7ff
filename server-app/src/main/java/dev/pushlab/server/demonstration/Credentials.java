package dev.pushlab.server.demonstration;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.SessionCookie;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/** What a page shows of itself, for clients that the server plays on its behalf. */
public final class Credentials {
    private Credentials() {}

    /**
     * The headers by which whoever asks is known where this server speaks plain HTTP, whichever port was asked, each with
     * its CRLF; to be sent there only, and never logged.
     */
    public static String of(HttpExchange exchange, DemonstrationContext context) {
        int port = context.http().get().getPort();
        return line("authorization", Optional.ofNullable(exchange.headers().get(HttpHeaderNames.AUTHORIZATION)))
                + line("cookie", SessionCookie.at(port, exchange.headers(), exchange.arrival()));
    }

    private static String line(String name, Optional<String> value) {
        return value.map(it -> name + ": " + it + "\r\n").orElse("");
    }
}
