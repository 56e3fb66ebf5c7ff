package dev.pushlab.server;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.Transport;
import dev.pushlab.server.ticker.TickerSpec;
import dev.pushlab.server.tls.HttpsOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is to be run.
 *
 * @param bind the address to listen on; loopback unless somebody says otherwise
 * @param httpPort 0 to 65535; 0 takes any that is free
 * @param data where what must outlive a run is kept; empty: nowhere, and each run is a stranger to the one before
 * @param token of an administrator; empty: a random one
 * @param loopbackExempt whether this machine may publish without proof, see {@link dev.pushlab.server.net.Access}
 * @param origins beside its own, whose pages may connect
 * @param hosts beside addresses, {@code localhost} and, unless bound to loopback, the name the machine has given itself:
 *     the names of this server
 * @param tickers started with the server
 * @param limits of connections, requests and subscriptions
 * @param history bounds of the hub
 * @param protocol the binary protocol
 * @param transport how bytes are moved; one that is available
 * @param https HTTPS beside HTTP; empty: not spoken
 * @param readersNeedToken whether nothing goes without a token, reading included, see {@link
 *     dev.pushlab.server.net.Access}
 */
public record ServerOptions(
        InetAddress bind,
        int httpPort,
        Optional<Path> data,
        Optional<AccessToken> token,
        boolean loopbackExempt,
        Set<String> origins,
        Set<String> hosts,
        List<TickerSpec> tickers,
        ServerLimits limits,
        HubOptions history,
        ProtocolOptions protocol,
        Transport transport,
        Optional<HttpsOptions> https,
        boolean readersNeedToken) {
    public ServerOptions {
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
        tickers = List.copyOf(tickers);
    }

    /** Loopback, any free port, nothing kept, no ticker. */
    public static ServerOptions defaults() {
        return new ServerOptions(
                InetAddress.getLoopbackAddress(),
                0,
                Optional.empty(),
                Optional.empty(),
                true,
                Set.of(),
                Set.of(),
                List.of(),
                ServerLimits.DEFAULT,
                HubOptions.DEFAULT,
                ProtocolOptions.defaults(),
                Transport.best(),
                Optional.empty(),
                false);
    }

    public ServerOptions withBind(InetAddress address) {
        return new ServerOptions(
                address,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withHttpPort(int port) {
        return new ServerOptions(
                bind,
                port,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withData(Path directory) {
        return new ServerOptions(
                bind,
                httpPort,
                Optional.of(directory),
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withToken(AccessToken chosen) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                Optional.of(chosen),
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withLoopbackExempt(boolean exempt) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                exempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withOrigins(Set<String> allowed) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                allowed,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withHosts(Set<String> names) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                names,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withTickers(List<TickerSpec> specs) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                specs,
                limits,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withLimits(HttpLimits bounds) {
        return withLimits(new ServerLimits(limits.connections(), bounds, limits.fanout()));
    }

    public ServerOptions withLimits(ServerLimits bounds) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                bounds,
                history,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withHistory(HubOptions bounds) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                bounds,
                protocol,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withProtocol(ProtocolOptions value) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                value,
                transport,
                https,
                readersNeedToken);
    }

    public ServerOptions withTransport(Transport value) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                value,
                https,
                readersNeedToken);
    }

    public ServerOptions withHttps(HttpsOptions value) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                Optional.of(value),
                readersNeedToken);
    }

    public ServerOptions withReadersNeedToken(boolean needed) {
        return new ServerOptions(
                bind,
                httpPort,
                data,
                token,
                loopbackExempt,
                origins,
                hosts,
                tickers,
                limits,
                history,
                protocol,
                transport,
                https,
                needed);
    }
}
