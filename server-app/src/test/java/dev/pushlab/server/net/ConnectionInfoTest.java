package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.net.ConnectionInfo.State;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionInfoTest {
    private static final Instant HEARD = Instant.parse("2026-11-26T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"OPENING, true", "ACTIVE, true", "STREAMING, true", "CLOSING, false", "CLOSED, false"})
    void isInUseByWhatItDoesHoweverLongItHasBeenSilent(State state, boolean inUse) {
        assertThat(in(state).isInUse(HEARD.plusSeconds(3600))).isEqualTo(inUse);
    }

    @Test
    void betweenTwoRequestsItIsInUseUntilTheNextOneIsOverdue() {
        assertThat(in(State.IDLE).isInUse(HEARD.plusSeconds(9))).isTrue();
        assertThat(in(State.IDLE).isInUse(HEARD.plusSeconds(10))).isFalse();
    }

    private static ConnectionInfo in(State state) {
        return new ConnectionInfo(
                1,
                ConnectionInfo.Protocol.HTTP,
                InetSocketAddress.createUnresolved("127.0.0.1", 5000),
                "",
                Optional.empty(),
                Optional.of("short-polling"),
                Message.Direction.FORWARD,
                HEARD,
                0,
                0,
                HEARD,
                state);
    }
}
