package dev.pushlab.server.console.live;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.admin.TopicAdministration;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.metrics.Metrics;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.session.ReverseCalls;
import dev.pushlab.server.ticker.Ticker;
import java.util.List;
import java.util.Optional;

/**
 * The running server as the console is handed it. The services know nothing of the console.
 *
 * @param calls empty if the server does not speak the binary protocol
 * @param keys empty if the server does not speak the binary protocol
 * @param tickers the ones the server was started with
 * @param techniques in the order of the catalog
 * @param audit is told what the operator does
 * @param topics sets how topics are kept
 * @param metrics what the server measures of itself
 * @param access what to hand out
 */
public record ConsoleServices(
        Hub hub,
        ConnectionRegistry connections,
        Optional<KeyDistribution> keys,
        Optional<ReverseCalls> calls,
        List<Ticker> tickers,
        List<TechniqueDescriptor> techniques,
        Audit audit,
        TopicAdministration topics,
        Metrics metrics,
        Access access) {
    public ConsoleServices {
        tickers = List.copyOf(tickers);
        techniques = List.copyOf(techniques);
    }

    /**
     * What others need in order to connect.
     *
     * @param http {@code HOST:PORT} of HTTP
     * @param tcp {@code HOST:PORT} of the binary protocol; empty if it is not spoken
     * @param tokens the one named {@code console} is shown
     * @param fingerprint of the server's identity, 64 hex digits; empty if the binary protocol is not spoken
     * @param https empty if it is not spoken
     * @param otherOrigins {@code http://HOST:PORT} and the like: where browsers find the same as another origin, so
     *     that a firewall has to let these pass too
     */
    public record Access(
            String http,
            Optional<String> tcp,
            Tokens tokens,
            Optional<String> fingerprint,
            Optional<Https> https,
            List<String> otherOrigins) {
        public Access {
            otherOrigins = List.copyOf(otherOrigins);
        }

        /** Without HTTPS and other origins. */
        public Access(String http, Optional<String> tcp, Tokens tokens, Optional<String> fingerprint) {
            this(http, tcp, tokens, fingerprint, Optional.empty(), List.of());
        }

        /**
         * What others need for HTTPS.
         *
         * @param address {@code HOST:PORT}
         * @param certificate the SHA-256 of the one that is shown, 64 hex digits
         */
        public record Https(String address, State<String> certificate) {}

        /** Keeps the token out of logs. */
        @Override
        public String toString() {
            return "Access[http=" + http + ", tcp=" + tcp + ", tokens=[redacted]]";
        }
    }
}
