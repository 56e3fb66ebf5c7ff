package dev.pushlab.server.demonstration;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Scheme;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Optional;

/**
 * The two names under which a browser on this machine knows this server, {@code localhost} and {@code 127.0.0.1}. To the
 * browser they are two hosts and two origins.
 */
public final class LoopbackNames {
    private static final List<String> NAMES = List.of("localhost", "127.0.0.1");

    private LoopbackNames() {}

    /** The origin of this server under the name by which it was not called; empty unless both are this machine. */
    public static Optional<String> otherOrigin(HttpExchange exchange) {
        String host = exchange.headers().get(HttpHeaderNames.HOST, "");
        return NAMES.stream()
                .filter(name -> isLocal(exchange) && authority(exchange, name).equals(host))
                .findFirst()
                .map(name -> origin(exchange, NAMES.get(1 - NAMES.indexOf(name))));
    }

    /** Whether a page of this very server has asked, which the browser got under the other name. */
    public static boolean isOtherName(HttpExchange exchange) {
        String origin = exchange.headers().get(HttpHeaderNames.ORIGIN, "");
        return otherOrigin(exchange).filter(origin::equals).isPresent();
    }

    private static boolean isLocal(HttpExchange exchange) {
        return exchange.remote().getAddress() != null
                && exchange.remote().getAddress().isLoopbackAddress();
    }

    private static String origin(HttpExchange exchange, String name) {
        return exchange.scheme().word() + "://" + authority(exchange, name);
    }

    private static String authority(HttpExchange exchange, String name) {
        int port = exchange.arrival().port();
        return port == (exchange.scheme() == Scheme.HTTPS ? 443 : 80) ? name : name + ":" + port;
    }
}
