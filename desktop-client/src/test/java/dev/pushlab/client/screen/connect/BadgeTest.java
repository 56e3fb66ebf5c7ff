package dev.pushlab.client.screen.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.connection.ServerAddress;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.StatusBadge.Tone;
import dev.pushlab.protocol.message.Message.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadgeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Cause REFUSED = new Cause("dial.refused", "", false);
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40123);
    private static final ReverseState OFF = new ReverseState.Off(Optional.empty());
    private static final ConnectionState NONE = new ConnectionState.Disconnected(Optional.empty());
    private static final ConnectionState FORWARD = new ConnectionState.Connected(Direction.FORWARD, NOW);
    private static final ConnectionState REVERSED = new ConnectionState.Connected(Direction.REVERSE, NOW);

    static Stream<Arguments> states() {
        return Stream.of(
                forward(NONE, Tone.IDLE, "connect.badge.disconnected"),
                forward(new ConnectionState.Disconnected(Optional.of(REFUSED)), Tone.BAD, "connect.badge.failed"),
                forward(
                        new ConnectionState.Connecting(new ServerAddress("h", 1)),
                        Tone.BUSY,
                        "connect.badge.connecting"),
                forward(new ConnectionState.Handshaking(Direction.FORWARD), Tone.BUSY, "connect.badge.handshaking"),
                forward(
                        new ConnectionState.Reconnecting(2, NOW.plusMillis(2100), REFUSED),
                        Tone.WARN,
                        "connect.badge.reconnecting",
                        Duration.ofSeconds(3)),
                forward(FORWARD, Tone.OK, "connect.badge.connected"),
                reverse(NONE, new ReverseState.Listening(HERE), Tone.BUSY, "connect.badge.listening", "40123"),
                reverse(FORWARD, OFF, Tone.OK, "connect.badge.connected"),
                reverse(FORWARD, new ReverseState.Off(Optional.of(REFUSED)), Tone.WARN, "connect.badge.reverse-failed"),
                reverse(FORWARD, new ReverseState.Registering(HERE), Tone.BUSY, "connect.badge.registering"),
                reverse(
                        FORWARD,
                        new ReverseState.Registered(HERE, "192.0.2.1", NOW.plusSeconds(20)),
                        Tone.BUSY,
                        "connect.badge.registered",
                        Duration.ofSeconds(20)),
                reverse(FORWARD, new ReverseState.Called(HERE), Tone.BUSY, "connect.badge.called"),
                reverse(REVERSED, new ReverseState.Authenticated(HERE), Tone.OK, "connect.badge.authenticated"),
                reverse(REVERSED, new ReverseState.Keyed(HERE, "g", 4), Tone.OK, "connect.badge.keyed", "4"),
                reverse(FORWARD, new ReverseState.FallbackForward(REFUSED, NOW), Tone.WARN, "connect.badge.fallback"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void every_state_has_its_tone_and_word(
            ConnectionState connection, ReverseState reverse, Direction mode, Tone tone, Phrase word) {
        assertThat(Badge.of(connection, reverse, mode, NOW)).isEqualTo(new Badge(tone, word));
    }

    private static Arguments forward(ConnectionState connection, Tone tone, String key, Object... arguments) {
        return Arguments.of(connection, OFF, Direction.FORWARD, tone, Phrase.of(key, arguments));
    }

    private static Arguments reverse(
            ConnectionState connection, ReverseState reverse, Tone tone, String key, Object... arguments) {
        return Arguments.of(connection, reverse, Direction.REVERSE, tone, Phrase.of(key, arguments));
    }
}
