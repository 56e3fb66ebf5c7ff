package dev.pushlab.server.cli;

import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.server.catalog.NativeRooms;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.session.ServerSessionLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The limits that can be set by {@code --limit}; docs/cli.md lists them. */
enum Limit {
    CONNECTIONS(1, 1_000_000, ConnectionLimits.DEFAULT.total(), "open at a time, of any kind"),
    CONNECTIONS_PER_ADDRESS(1, 1_000_000, ConnectionLimits.DEFAULT.perAddress().most(), "of these from one address"),
    HALF_OPEN(1, 1_000_000, ConnectionLimits.DEFAULT.halfOpen(), "without a whole request head or handshake so far"),
    HALF_OPEN_PER_ADDRESS(
            1, 1_000_000, ConnectionLimits.DEFAULT.halfOpenPerAddress().most(), "of these from one address"),

    REQUESTS_PER_SECOND(
            1, 1_000_000, HttpLimits.DEFAULT.requestsPerSecond().most(), "from one address, on the average"),
    REQUEST_BURST(
            1, 10_000_000, HttpLimits.DEFAULT.requestBurst(), "at once; 4 times requests-per-second if that is set"),
    REQUEST_LINE(Unit.BYTES, 128, 1 << 20, HttpLimits.DEFAULT.requestLine(), "of a request"),
    HEADERS(Unit.BYTES, 256, 1 << 20, HttpLimits.DEFAULT.headers(), "of a request, together"),
    BODY(Unit.BYTES, 1, HttpLimits.DEFAULT.body(), HttpLimits.DEFAULT.body(), "of a request"),
    FRAME(Unit.BYTES, 125, 16 << 20, HttpLimits.DEFAULT.frame(), "WebSocket frame or message from a client"),
    QUEUE(Unit.BYTES, 4 << 10, 64 << 20, HttpLimits.DEFAULT.queue(), "waiting for a client before it counts as slow"),
    PIPELINED(1, 10_000, HttpLimits.DEFAULT.pipelined(), "requests sent without waiting for answers"),
    STREAMS_PER_CONNECTION(1, 1_000_000, HttpLimits.DEFAULT.streams(), "of HTTP/2 at a time"),
    STREAM_RESETS(1, 1_000_000, HttpLimits.DEFAULT.resets(), "of these in 30 seconds"),
    HEAD_DEADLINE(HttpLimits.DEFAULT.headDeadline(), "for the head of a request"),
    BODY_DEADLINE(HttpLimits.DEFAULT.bodyDeadline(), "for its body"),
    RESPONSE_DEADLINE(HttpLimits.DEFAULT.responseDeadline(), "for its answer"),
    IDLE(HttpLimits.DEFAULT.idle(), "between two requests"),
    HEARTBEAT(HttpLimits.DEFAULT.heartbeat(), "between two signs of life on a stream"),

    SUBSCRIPTIONS(1, 10_000_000, FanoutLimits.DEFAULT.subscriptions(), "at a time"),
    SUBSCRIPTIONS_PER_CONNECTION(1, 1_000_000, ServerSessionLimits.DEFAULT.subscriptions(), "of the binary protocol"),
    PINNED_BYTES(
            Unit.BYTES,
            32 << 10,
            64L << 30,
            FanoutLimits.DEFAULT.pinnedBytes(),
            "waiting for single slow clients, in all"),
    STALL(FanoutLimits.DEFAULT.stall(), "for which a client may take nothing"),
    TOPICS(1, 1_000_000, HubOptions.DEFAULT.maxTopics(), "at a time"),
    TOPIC_EVENTS(1, Retention.MAX_EVENTS, HubOptions.DEFAULT.maxEvents(), "kept by a topic that is not configured"),
    TOPIC_BYTES(Unit.BYTES, 1, Retention.MAX_BYTES, HubOptions.DEFAULT.maxBytes(), "kept by it"),

    HANDSHAKE_DEADLINE(SessionLimits.DEFAULT.handshake(), "for a session of the binary protocol to begin"),
    PING(SessionLimits.DEFAULT.pingInterval(), "between two pings in it"),
    SILENCE(SessionLimits.DEFAULT.silence(), "after which a session ends; longer than ping"),
    DRAIN(SessionLimits.DEFAULT.drain(), "for which more than session-queue may wait"),
    SESSION_QUEUE(
            Unit.BYTES,
            16 << 10,
            64 << 20,
            SessionLimits.DEFAULT.highWaterMark(),
            "waiting for a session before it is slow"),
    SESSION_BACKLOG(
            Unit.BYTES,
            16 << 10,
            1L << 30,
            SessionLimits.DEFAULT.maxBacklog(),
            "waiting with which it ends; at least session-queue"),
    PUBLISHES_PER_SECOND(
            1, 10_000_000, ServerSessionLimits.DEFAULT.publishesPerSecond(), "by one session, on the average"),
    PUBLISHED_BYTES_PER_SECOND(
            Unit.BYTES,
            512 << 10,
            64L << 30,
            ServerSessionLimits.DEFAULT.publishedBytesPerSecond(),
            "by one session, on the average"),
    PENDING_PUBLISHES(1, 1_000_000, ServerSessionLimits.DEFAULT.pendingPublishes(), "unanswered, of one session"),
    CALLS_PER_MINUTE(
            1, 1_000_000, NativeRooms.CALLS_PER_MINUTE, "to one address, asked for by its clients; 60 on one machine");

    private final Unit unit;
    private final long min;
    private final long max;
    private final long byDefault;
    private final String meaning;

    /** What the number of a limit counts, and how it is written. */
    enum Unit {
        COUNT {
            @Override
            long parse(String text) {
                return number(text);
            }

            @Override
            String write(long value) {
                return String.valueOf(value);
            }
        },
        BYTES {
            @Override
            long parse(String text) {
                for (int i = SUFFIXES.length - 1; i >= 0; i--) {
                    if (text.endsWith(SUFFIXES[i])) {
                        return Math.multiplyExact(
                                number(text.substring(0, text.length() - SUFFIXES[i].length())), 1L << 10 * (i + 1));
                    }
                }
                return number(text);
            }

            @Override
            String write(long value) {
                for (int i = SUFFIXES.length; i > 0; i--) {
                    if (value % (1L << 10 * i) == 0) {
                        return (value >> 10 * i) + SUFFIXES[i - 1];
                    }
                }
                return String.valueOf(value);
            }
        },
        /** In milliseconds. */
        TIME {
            @Override
            long parse(String text) {
                return Durations.parseAny(text).toMillis();
            }

            @Override
            String write(long value) {
                return Durations.write(Duration.ofMillis(value));
            }
        };

        private static final String[] SUFFIXES = {"KiB", "MiB", "GiB"};
        private static final int MAX_DIGITS = 15;
        private static final long SHORTEST_MILLIS = 10;
        private static final long LONGEST_MILLIS = 86_400_000;

        /** @throws IllegalArgumentException or ArithmeticException if it is no such value */
        abstract long parse(String text);

        abstract String write(long value);

        private static long number(String text) {
            if (!text.matches("[0-9]{1," + MAX_DIGITS + "}")) {
                throw new IllegalArgumentException("not a number");
            }
            return Long.parseLong(text);
        }
    }

    Limit(long min, long max, long byDefault, String meaning) {
        this(Unit.COUNT, min, max, byDefault, meaning);
    }

    Limit(Duration byDefault, String meaning) {
        this(Unit.TIME, Unit.SHORTEST_MILLIS, Unit.LONGEST_MILLIS, byDefault.toMillis(), meaning);
    }

    Limit(Unit unit, long min, long max, long byDefault, String meaning) {
        this.unit = unit;
        this.min = min;
        this.max = max;
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    /** As it is written on the command line, e.g. {@code half-open}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Limit> of(String word) {
        for (Limit limit : values()) {
            if (limit.word().equals(word)) {
                return Optional.of(limit);
            }
        }
        return Optional.empty();
    }

    /** A number, bytes, or milliseconds. */
    long byDefault() {
        return byDefault;
    }

    /** How the default is written. */
    String defaultText() {
        return unit.write(byDefault);
    }

    String meaning() {
        return meaning;
    }

    /** The lowest and the highest value, as they are written. */
    String range() {
        return unit.write(min) + " to " + unit.write(max);
    }

    /** @throws IllegalArgumentException naming the limit and its range, for anything outside of it */
    long parse(String text) {
        long value;
        try {
            value = unit.parse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(word() + " is " + range() + ", not " + text, e);
        }
        if (value < min || value > max) {
            throw new IllegalArgumentException(word() + " is " + range() + ", not " + text);
        }
        return value;
    }
}
