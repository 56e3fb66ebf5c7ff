package dev.pushlab.protocol.session;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Why a TCP connection did not come about, as far as the operating system tells. */
public enum DialFailure {
    /** ECONNREFUSED: nobody listens there, or a firewall answers with a reset. */
    REFUSED,
    /** No answer: dropped by a firewall, or nobody has that address. */
    TIMED_OUT,
    /** EHOSTUNREACH: a router or the own network knows no way to the host (no answer to ARP, for one). */
    HOST_UNREACHABLE,
    /** ENETUNREACH: no route at all; typical of a private address seen from outside. */
    NETWORK_UNREACHABLE,
    /** EACCES or EPERM: forbidden by this machine's own firewall or security rules. */
    ADMIN_PROHIBITED,
    /** The name has no address. */
    UNRESOLVED,
    OTHER;

    /** The key of the localized text, e.g. {@code dial.timed-out}. */
    public String key() {
        return "dial." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * As {@link #of(Throwable)}, and tells network from host unreachable where a native transport does not: Netty's
     * epoll and kqueue throw the same exception without words for both. The routing table knows, and is asked by
     * connecting a UDP socket, which sends nothing.
     *
     * @param target what was dialled
     */
    public static DialFailure of(Throwable cause, InetSocketAddress target) {
        DialFailure failure = of(cause);
        return failure == HOST_UNREACHABLE && !hasRoute(target) ? NETWORK_UNREACHABLE : failure;
    }

    private static boolean hasRoute(InetSocketAddress target) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(target);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads the cause of a failed connect future: by the system's words, as the classes differ between transports. */
    public static DialFailure of(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            DialFailure found = one(t);
            if (found != OTHER) {
                return found;
            }
        }
        return OTHER;
    }

    private static DialFailure one(Throwable t) {
        if (t instanceof ConnectTimeoutException) {
            return TIMED_OUT;
        }
        if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
            return UNRESOLVED;
        }
        String text = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
        if (text.contains("network is unreachable") || text.contains("network unreachable")) {
            return NETWORK_UNREACHABLE;
        }
        if (text.contains("no route to host")
                || text.contains("host is unreachable")
                || text.contains("host is down")) {
            return HOST_UNREACHABLE;
        }
        if (text.contains("permission denied") || text.contains("operation not permitted")) {
            return ADMIN_PROHIBITED;
        }
        if (text.contains("timed out") || text.contains("timeout")) {
            return TIMED_OUT;
        }
        if (text.contains("refused")) {
            return REFUSED;
        }
        if (t instanceof NoRouteToHostException) {
            return HOST_UNREACHABLE;
        }
        return t instanceof ConnectException && text.isEmpty() ? REFUSED : OTHER;
    }
}
