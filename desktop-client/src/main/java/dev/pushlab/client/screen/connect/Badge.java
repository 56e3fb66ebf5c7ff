package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.StatusBadge.Tone;
import dev.pushlab.protocol.message.Message.Direction;
import java.time.Duration;
import java.time.Instant;

/** How far the connection is, in one tone and a few words. */
public record Badge(Tone tone, Phrase word) {
    /**
     * @param mode the direction that is wanted
     * @param now for what is counted down
     */
    static Badge of(ConnectionState connection, ReverseState reverse, Direction mode, Instant now) {
        if (connection instanceof ConnectionState.Disconnected disconnected) {
            if (mode == Direction.REVERSE && reverse.phase() != ReverseState.Phase.OFF) {
                return reverse(reverse, now);
            }
            return disconnected.cause().isPresent()
                    ? new Badge(Tone.BAD, Phrase.of("connect.badge.failed"))
                    : new Badge(Tone.IDLE, Phrase.of("connect.badge.disconnected"));
        }
        if (connection instanceof ConnectionState.Connecting) {
            return new Badge(Tone.BUSY, Phrase.of("connect.badge.connecting"));
        }
        if (connection instanceof ConnectionState.Handshaking) {
            return new Badge(Tone.BUSY, Phrase.of("connect.badge.handshaking"));
        }
        if (connection instanceof ConnectionState.Reconnecting reconnecting) {
            return new Badge(Tone.WARN, Phrase.of("connect.badge.reconnecting", seconds(now, reconnecting.at())));
        }
        return mode == Direction.REVERSE ? reverse(reverse, now) : CONNECTED;
    }

    private static final Badge CONNECTED = new Badge(Tone.OK, Phrase.of("connect.badge.connected"));

    private static Badge reverse(ReverseState reverse, Instant now) {
        if (reverse instanceof ReverseState.Off off) {
            return off.cause().isPresent()
                    ? new Badge(Tone.WARN, Phrase.of("connect.badge.reverse-failed"))
                    : CONNECTED;
        }
        if (reverse instanceof ReverseState.Listening listening) {
            return new Badge(
                    Tone.BUSY,
                    Phrase.of(
                            "connect.badge.listening",
                            Integer.toString(listening.address().getPort())));
        }
        if (reverse instanceof ReverseState.Registering) {
            return new Badge(Tone.BUSY, Phrase.of("connect.badge.registering"));
        }
        if (reverse instanceof ReverseState.Registered registered) {
            return new Badge(Tone.BUSY, Phrase.of("connect.badge.registered", seconds(now, registered.expiry())));
        }
        if (reverse instanceof ReverseState.Called) {
            return new Badge(Tone.BUSY, Phrase.of("connect.badge.called"));
        }
        if (reverse instanceof ReverseState.Authenticated) {
            return new Badge(Tone.OK, Phrase.of("connect.badge.authenticated"));
        }
        if (reverse instanceof ReverseState.Keyed keyed) {
            return new Badge(Tone.OK, Phrase.of("connect.badge.keyed", Long.toString(keyed.epoch())));
        }
        return new Badge(Tone.WARN, Phrase.of("connect.badge.fallback"));
    }

    /** Whole seconds, rounded up: it should not say zero while it waits. */
    private static Duration seconds(Instant now, Instant then) {
        long millis = Math.max(0, Duration.between(now, then).toMillis());
        return Duration.ofSeconds((millis + 999) / 1000);
    }
}
