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
import java.util.function.Consumer;

/** How a server is to be run. Each {@code with…} gives options that differ in this; none changes these. */
public final class ServerOptions {
    private InetAddress bind = InetAddress.getLoopbackAddress();
    private int httpPort = 0;
    private int crossOriginPort = 0;
    private int crossOriginHttpsPort = 0;
    private Optional<Path> data = Optional.empty();
    private Optional<AccessToken> token = Optional.empty();
    private boolean loopbackExempt = true;
    private Set<String> origins = Set.of();
    private Set<String> hosts = Set.of();
    private List<TickerSpec> tickers = List.of();
    private ServerLimits limits = ServerLimits.DEFAULT;
    private HubOptions history = HubOptions.DEFAULT;
    private ProtocolOptions protocol = ProtocolOptions.defaults();
    private Transport transport = Transport.best();
    private Optional<HttpsOptions> https = Optional.empty();
    private boolean readersNeedToken = false;

    private ServerOptions() {}

    private ServerOptions(ServerOptions other) {
        bind = other.bind;
        httpPort = other.httpPort;
        crossOriginPort = other.crossOriginPort;
        crossOriginHttpsPort = other.crossOriginHttpsPort;
        data = other.data;
        token = other.token;
        loopbackExempt = other.loopbackExempt;
        origins = other.origins;
        hosts = other.hosts;
        tickers = other.tickers;
        limits = other.limits;
        history = other.history;
        protocol = other.protocol;
        transport = other.transport;
        https = other.https;
        readersNeedToken = other.readersNeedToken;
    }

    /** Loopback, any free port, nothing kept, no ticker. */
    public static ServerOptions defaults() {
        return new ServerOptions();
    }

    private ServerOptions with(Consumer<ServerOptions> change) {
        ServerOptions changed = new ServerOptions(this);
        change.accept(changed);
        return changed;
    }

    /** The address to listen on; loopback unless somebody says otherwise. */
    public InetAddress bind() {
        return bind;
    }

    /** 0 to 65535; 0 takes any that is free. */
    public int httpPort() {
        return httpPort;
    }

    /**
     * Of the second port for HTTP, whose origin is another one to browsers and at which everything is the same; 0 to 65535; 0
     * takes any that is free.
     */
    public int crossOriginPort() {
        return crossOriginPort;
    }

    /** The same for HTTPS, if it is spoken. */
    public int crossOriginHttpsPort() {
        return crossOriginHttpsPort;
    }

    /**
     * Where what must outlive a run is kept; empty: nowhere, and each run is a stranger to the one before.
     */
    public Optional<Path> data() {
        return data;
    }

    /** Of an administrator; empty: a random one. */
    public Optional<AccessToken> token() {
        return token;
    }

    /** Whether this machine may publish without proof, see {@link dev.pushlab.server.net.Access}. */
    public boolean loopbackExempt() {
        return loopbackExempt;
    }

    /** Beside its own, whose pages may connect. */
    public Set<String> origins() {
        return origins;
    }

    /**
     * Beside addresses, {@code localhost} and, unless bound to loopback, the name the machine has given itself: the names of
     * this server.
     */
    public Set<String> hosts() {
        return hosts;
    }

    /** Started with the server. */
    public List<TickerSpec> tickers() {
        return tickers;
    }

    /** Of connections, requests and subscriptions. */
    public ServerLimits limits() {
        return limits;
    }

    /** Bounds of the hub. */
    public HubOptions history() {
        return history;
    }

    /** The binary protocol. */
    public ProtocolOptions protocol() {
        return protocol;
    }

    /** How bytes are moved; one that is available. */
    public Transport transport() {
        return transport;
    }

    /** HTTPS beside HTTP; empty: not spoken. */
    public Optional<HttpsOptions> https() {
        return https;
    }

    /**
     * Whether nothing goes without a token, reading included, see {@link dev.pushlab.server.net.Access}.
     */
    public boolean readersNeedToken() {
        return readersNeedToken;
    }

    public ServerOptions withBind(InetAddress address) {
        return with(it -> it.bind = address);
    }

    public ServerOptions withHttpPort(int port) {
        return with(it -> it.httpPort = port);
    }

    public ServerOptions withCrossOriginPort(int port) {
        return with(it -> it.crossOriginPort = port);
    }

    public ServerOptions withCrossOriginHttpsPort(int port) {
        return with(it -> it.crossOriginHttpsPort = port);
    }

    public ServerOptions withData(Path directory) {
        return with(it -> it.data = Optional.of(directory));
    }

    public ServerOptions withToken(AccessToken chosen) {
        return with(it -> it.token = Optional.of(chosen));
    }

    public ServerOptions withLoopbackExempt(boolean exempt) {
        return with(it -> it.loopbackExempt = exempt);
    }

    public ServerOptions withOrigins(Set<String> allowed) {
        return with(it -> it.origins = Set.copyOf(allowed));
    }

    public ServerOptions withHosts(Set<String> names) {
        return with(it -> it.hosts = Set.copyOf(names));
    }

    public ServerOptions withTickers(List<TickerSpec> specs) {
        return with(it -> it.tickers = List.copyOf(specs));
    }

    public ServerOptions withLimits(HttpLimits bounds) {
        return withLimits(new ServerLimits(limits.connections(), bounds, limits.fanout()));
    }

    public ServerOptions withLimits(ServerLimits bounds) {
        return with(it -> it.limits = bounds);
    }

    public ServerOptions withHistory(HubOptions bounds) {
        return with(it -> it.history = bounds);
    }

    public ServerOptions withProtocol(ProtocolOptions value) {
        return with(it -> it.protocol = value);
    }

    public ServerOptions withTransport(Transport value) {
        return with(it -> it.transport = value);
    }

    public ServerOptions withHttps(HttpsOptions value) {
        return with(it -> it.https = Optional.of(value));
    }

    public ServerOptions withReadersNeedToken(boolean needed) {
        return with(it -> it.readersNeedToken = needed);
    }
}
