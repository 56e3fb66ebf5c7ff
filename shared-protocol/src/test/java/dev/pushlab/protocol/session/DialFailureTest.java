package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages are those of Netty's NIO and epoll transports on Linux. */
class DialFailureTest {
    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), DialFailure.REFUSED),
                Arguments.of(
                        new ConnectException("finishConnect(..) failed with error(-111): Connection refused"),
                        DialFailure.REFUSED),
                Arguments.of(
                        new ConnectTimeoutException("connection timed out after 3000 ms: /10.0.0.9:1"),
                        DialFailure.TIMED_OUT),
                Arguments.of(new ConnectException("Connection timed out: /10.0.0.9:1"), DialFailure.TIMED_OUT),
                Arguments.of(new NoRouteToHostException("No route to host: /10.0.0.9:1"), DialFailure.HOST_UNREACHABLE),
                // epoll, for both EHOSTUNREACH and ENETUNREACH
                Arguments.of(new NoRouteToHostException("null: /10.0.0.9:1"), DialFailure.HOST_UNREACHABLE),
                Arguments.of(new NoRouteToHostException(), DialFailure.HOST_UNREACHABLE),
                Arguments.of(
                        new ConnectException("Network is unreachable: /10.0.0.9:1"), DialFailure.NETWORK_UNREACHABLE),
                Arguments.of(
                        new SocketException("Network is unreachable: /10.0.0.9:1"), DialFailure.NETWORK_UNREACHABLE),
                Arguments.of(new SocketException("Permission denied: /10.0.0.9:1"), DialFailure.ADMIN_PROHIBITED),
                Arguments.of(
                        new IOException("connect(..) failed with error(-1): Operation not permitted"),
                        DialFailure.ADMIN_PROHIBITED),
                Arguments.of(new UnknownHostException("no.such.host"), DialFailure.UNRESOLVED),
                Arguments.of(new UnresolvedAddressException(), DialFailure.UNRESOLVED),
                Arguments.of(new RuntimeException(new ConnectException("Connection refused")), DialFailure.REFUSED),
                Arguments.of(new IOException("something else"), DialFailure.OTHER),
                Arguments.of(new IOException(), DialFailure.OTHER));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void theCauseIsNamed(Throwable cause, DialFailure failure) {
        assertThat(DialFailure.of(cause)).isEqualTo(failure);
    }

    @Test
    void theRoutingTableTellsHostFromNetwork() {
        Throwable wordless = new NoRouteToHostException();
        InetSocketAddress routed = new InetSocketAddress("127.0.0.1", 9);
        assertThat(DialFailure.of(wordless, routed)).isEqualTo(DialFailure.HOST_UNREACHABLE);
        // Nobody has a route to the broadcast address for a socket that may not broadcast.
        InetSocketAddress unrouted = new InetSocketAddress("255.255.255.255", 9);
        assertThat(DialFailure.of(wordless, unrouted)).isEqualTo(DialFailure.NETWORK_UNREACHABLE);
        assertThat(DialFailure.of(new ConnectException("Connection refused"), unrouted))
                .isEqualTo(DialFailure.REFUSED);
    }
}
