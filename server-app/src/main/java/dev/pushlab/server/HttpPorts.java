package dev.pushlab.server;

import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.net.HostNames;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.Listener;
import dev.pushlab.server.net.OwnPorts;
import dev.pushlab.server.net.Scheme;
import dev.pushlab.server.tls.HttpsCertificate;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The two ports at which a server speaks HTTP, and the two for HTTPS if it speaks that; and the certificate it shows there. */
final class HttpPorts implements AutoCloseable {
    private final ServerOptions options;
    private final EventLoops loops;
    private final Executor changes;
    private final OwnPorts own = new OwnPorts();
    private Listener http;
    private Listener otherHttp;
    private Listener https;
    private Listener otherHttps;
    private HttpsCertificate certificate;

    /** @param changes where a certificate is looked at that may have changed */
    HttpPorts(ServerOptions options, EventLoops loops, Executor changes) {
        this.options = options;
        this.loops = loops;
        this.changes = changes;
    }

    /** Which ports these are; known when they are open. */
    OwnPorts own() {
        return own;
    }

    /** @throws IOException if one cannot be opened, or the certificate not be used; those opened before are open then */
    void open(HttpInitializer initializer) throws IOException {
        if (options.https().isPresent()) {
            certificate = HttpsCertificate.open(options.https().get(), options.data(), names(), Clock.systemUTC());
        }
        http = listen(options.httpPort(), initializer);
        otherHttp = listen(options.crossOriginPort(), initializer);
        own.opened(Scheme.HTTP, http.address().getPort(), otherHttp.address().getPort());
        if (certificate != null) {
            HttpInitializer overTls = initializer.overTls(certificate);
            https = listen(options.https().get().port(), overTls);
            otherHttps = listen(options.crossOriginHttpsPort(), overTls);
            own.opened(
                    Scheme.HTTPS,
                    https.address().getPort(),
                    otherHttps.address().getPort());
            loops.workers()
                    .next()
                    .scheduleAtFixedRate(() -> changes.execute(certificate::look), 1, 1, TimeUnit.MINUTES);
        }
    }

    private Listener listen(int port, HttpInitializer initializer) throws IOException {
        return Listener.open(loops, new InetSocketAddress(options.bind(), port), initializer);
    }

    /** Under which this server may be called, for a certificate of its own. */
    private Stream<String> names() {
        Stream<String> bound = options.bind().isAnyLocalAddress()
                ? Stream.empty()
                : Stream.of(NetUtil.toAddressString(options.bind()));
        return Stream.of(options.hosts().stream(), HostNames.ofThisMachine().stream(), bound)
                .flatMap(names -> names);
    }

    InetSocketAddress address() {
        return http.address();
    }

    InetSocketAddress otherAddress() {
        return otherHttp.address();
    }

    Optional<InetSocketAddress> httpsAddress() {
        return Optional.ofNullable(https).map(Listener::address);
    }

    Optional<InetSocketAddress> otherHttpsAddress() {
        return Optional.ofNullable(otherHttps).map(Listener::address);
    }

    Optional<HttpsCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    /** Takes no more connections. */
    @Override
    public void close() {
        Stream.of(http, otherHttp, https, otherHttps).filter(Objects::nonNull).forEach(Listener::close);
    }
}
