package dev.pushlab.server;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.console.live.ConsoleServices;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a running server to the console: the only place that knows both. */
public final class ConsoleWiring {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleWiring.class);

    private ConsoleWiring() {}

    /** @param server started */
    public static ConsoleServices services(PushlabServer server) {
        List<TechniqueDescriptor> techniques = server.catalog().descriptors();
        return new ConsoleServices(
                server.hub(),
                server.connections(),
                Optional.of(server.keys()),
                Optional.of(server.reverse()),
                server.tickers(),
                techniques,
                server.audit(),
                server.topics(),
                server.metrics(),
                new ConsoleServices.Access(
                        shown(server.httpAddress()),
                        Optional.of(shown(server.tcpAddress())),
                        server.tokens(),
                        Optional.of(server.fingerprint().toString()),
                        server.httpsAddress()
                                .map(address -> new ConsoleServices.Access.Https(
                                        shown(address),
                                        server.certificate().orElseThrow().fingerprint())),
                        otherOrigins(server)));
    }

    /** What others type: for a server that listens on every address, one that other machines can reach. */
    private static List<String> otherOrigins(PushlabServer server) {
        List<String> origins = new ArrayList<>(List.of("http://" + shown(server.crossOriginAddress())));
        server.crossOriginHttpsAddress().ifPresent(address -> origins.add("https://" + shown(address)));
        return origins;
    }

    private static String shown(InetSocketAddress bound) {
        InetAddress address = bound.getAddress();
        if (address.isAnyLocalAddress()) {
            address = reachable().orElse(InetAddress.getLoopbackAddress());
        }
        String host = address.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + bound.getPort();
    }

    private static Optional<InetAddress> reachable() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(ConsoleWiring::usable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                    .findFirst();
        } catch (SocketException e) {
            LOG.warn("This machine's addresses cannot be listed: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean usable(NetworkInterface each) {
        try {
            return each.isUp() && !each.isLoopback() && !each.isPointToPoint();
        } catch (SocketException e) {
            return false;
        }
    }
}
