package dev.pushlab.server.technique.reverse;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the server may dial. Somebody else's wish makes it connect, so without bounds it would be a tool: for reaching
 * services that only this machine may reach (request forgery), for scanning ports, for flooding a bystander.
 *
 * <p>Not thread-safe.
 */
final class DialPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(DialPolicy.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int HIGHEST_PORT = 65_535;

    private final DialRules rules;
    private final InstantSource clock;
    private final Predicate<InetAddress> own;
    private final Map<InetAddress, Deque<Instant>> recent = new HashMap<>();

    DialPolicy(DialRules rules, InstantSource clock) {
        this(rules, clock, DialPolicy::isOwn);
    }

    /** @param own whether an address is one of this machine's */
    DialPolicy(DialRules rules, InstantSource clock, Predicate<InetAddress> own) {
        this.rules = rules;
        this.clock = clock;
        this.own = own;
    }

    /** Why this port may not be dialled; empty if it may. */
    Optional<String> checkPort(int port) {
        return port < rules.minPort() || port > HIGHEST_PORT
                ? Optional.of("port " + port + " is not in " + rules.minPort() + " to " + HIGHEST_PORT)
                : Optional.empty();
    }

    /** Why this address may not be dialled; empty if it may. Wildcard and multicast are never an address of one host. */
    Optional<String> checkAddress(InetAddress address) {
        String text = address.getHostAddress();
        if (address.isAnyLocalAddress()) {
            return Optional.of(text + " is the wildcard address");
        }
        if (address.isMulticastAddress() || isBroadcast(address)) {
            return Optional.of(text + " is a multicast or broadcast address");
        }
        if (rules.oneMachine()) {
            return Optional.empty();
        }
        if (address.isLoopbackAddress()) {
            return Optional.of(text + " is a loopback address, which only one-machine mode allows");
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of(text + " is a link-local address");
        }
        return own.test(address)
                ? Optional.of(text + " is an address of the server itself, which only one-machine mode allows")
                : Optional.empty();
    }

    /** Counts one call to this address that a client has asked for; false if that is one too many, and then it is not. */
    boolean countCall(InetSocketAddress target) {
        Instant now = clock.instant();
        Instant horizon = now.minus(WINDOW);
        recent.values().removeIf(times -> {
            while (!times.isEmpty() && !times.peekFirst().isAfter(horizon)) {
                times.removeFirst();
            }
            return times.isEmpty();
        });
        Deque<Instant> times = recent.computeIfAbsent(target.getAddress(), address -> new ArrayDeque<>());
        if (times.size() >= rules.perMinute()) {
            return false;
        }
        times.addLast(now);
        return true;
    }

    private static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Not knowing is no reason to dial.
            LOG.warn("The addresses of this machine cannot be read", e);
            return true;
        }
    }
}
