package dev.pushlab.server.cli;

import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.PerAddress;
import dev.pushlab.server.session.ServerSessionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --limit}, to be mixed into a command. What it may set is in {@link Limit}. */
final class LimitOptions {
    private static final String SECTION = "limits";
    private static final int BURST_SECONDS = 4;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            description = {
                "Sets one of the limits below. May be repeated.",
                "Sizes: 500, 64KiB, 2MiB, 1GiB. Times: 300ms, 10s, 5m, PT1M30S."
            })
    private List<String> given = new ArrayList<>();

    /**
     * The options with the limits that were given.
     *
     * @throws ParameterException naming the limit that is wrong, and its range
     */
    ServerOptions applyTo(ServerOptions options) {
        try {
            return apply(options, given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--limit: " + e.getMessage(), e);
        }
    }

    /**
     * The same for limits that are written like the option's values.
     *
     * @throws IllegalArgumentException naming the limit that is wrong, and its range
     */
    static ServerOptions apply(ServerOptions options, List<String> given) {
        return new Values(read(given)).applyTo(options);
    }

    /** Has the help list the limits. */
    static void describe(CommandLine line) {
        List<String> sections = new ArrayList<>(line.getHelpSectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), SECTION);
        line.setHelpSectionKeys(sections);
        line.getHelpSectionMap().put(SECTION, LimitOptions::table);
    }

    private static String table(Help help) {
        return Arrays.stream(Limit.values())
                .map(limit -> String.format(
                        "  %-28s %-8s %s (%s)%n", limit.word(), limit.defaultText(), limit.meaning(), limit.range()))
                .collect(Collectors.joining("", String.format("%nLimits with their defaults:%n"), ""));
    }

    private static Map<Limit, Long> read(List<String> given) {
        Map<Limit, Long> values = new EnumMap<>(Limit.class);
        for (String text : given) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("NAME=VALUE is needed, not " + text);
            }
            String word = text.substring(0, equals);
            Limit limit = Limit.of(word)
                    .orElseThrow(() -> new IllegalArgumentException("there is no limit " + word + ", but "
                            + Arrays.stream(Limit.values()).map(Limit::word).collect(Collectors.joining(", "))));
            if (values.putIfAbsent(limit, limit.parse(text.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(word + " is given twice");
            }
        }
        return values;
    }

    /** What was given, with the defaults in the place of what was not. */
    private record Values(Map<Limit, Long> given) {
        ServerOptions applyTo(ServerOptions options) {
            ProtocolOptions protocol = options.protocol().withLimits(session()).withPerSession(perSession());
            if (given.containsKey(Limit.CALLS_PER_MINUTE)) {
                protocol = protocol.withCallsPerMinute(number(Limit.CALLS_PER_MINUTE));
            }
            return options.withLimits(new ServerLimits(connections(), http(), fanout()))
                    .withHistory(
                            new HubOptions(number(Limit.TOPICS), number(Limit.TOPIC_EVENTS), value(Limit.TOPIC_BYTES)))
                    .withProtocol(protocol);
        }

        private ConnectionLimits connections() {
            return new ConnectionLimits(
                    number(Limit.CONNECTIONS),
                    perAddress(Limit.CONNECTIONS_PER_ADDRESS),
                    number(Limit.HALF_OPEN),
                    perAddress(Limit.HALF_OPEN_PER_ADDRESS));
        }

        private HttpLimits http() {
            boolean burst = given.containsKey(Limit.REQUEST_BURST);
            return new HttpLimits(
                    number(Limit.REQUEST_LINE),
                    number(Limit.HEADERS),
                    number(Limit.BODY),
                    number(Limit.FRAME),
                    number(Limit.QUEUE),
                    time(Limit.HEAD_DEADLINE),
                    time(Limit.BODY_DEADLINE),
                    time(Limit.IDLE),
                    time(Limit.RESPONSE_DEADLINE),
                    number(Limit.PIPELINED),
                    perAddress(Limit.REQUESTS_PER_SECOND),
                    burst ? number(Limit.REQUEST_BURST) : BURST_SECONDS * number(Limit.REQUESTS_PER_SECOND),
                    number(Limit.STREAMS_PER_CONNECTION),
                    number(Limit.STREAM_RESETS),
                    time(Limit.HEARTBEAT));
        }

        private FanoutLimits fanout() {
            return new FanoutLimits(number(Limit.SUBSCRIPTIONS), time(Limit.STALL), value(Limit.PINNED_BYTES));
        }

        private SessionLimits session() {
            int queue = number(Limit.SESSION_QUEUE);
            if (value(Limit.SESSION_BACKLOG) < queue) {
                throw new IllegalArgumentException(
                        Limit.SESSION_BACKLOG.word() + " is less than " + Limit.SESSION_QUEUE.word());
            }
            if (value(Limit.SILENCE) <= value(Limit.PING)) {
                throw new IllegalArgumentException(Limit.SILENCE.word() + " is not longer than " + Limit.PING.word());
            }
            return SessionLimits.DEFAULT
                    .withHandshake(time(Limit.HANDSHAKE_DEADLINE))
                    .withHeartbeat(time(Limit.PING), time(Limit.SILENCE))
                    .withBacklog(time(Limit.DRAIN), queue / 4, queue, value(Limit.SESSION_BACKLOG));
        }

        private ServerSessionLimits perSession() {
            return new ServerSessionLimits(
                    number(Limit.SUBSCRIPTIONS_PER_CONNECTION),
                    number(Limit.PUBLISHES_PER_SECOND),
                    value(Limit.PUBLISHED_BYTES_PER_SECOND),
                    number(Limit.PENDING_PUBLISHES));
        }

        /** Whoever sets a limit by hand means everybody. */
        private PerAddress perAddress(Limit limit) {
            return new PerAddress(number(limit), given.containsKey(limit));
        }

        private Duration time(Limit limit) {
            return Duration.ofMillis(value(limit));
        }

        private int number(Limit limit) {
            return Math.toIntExact(value(limit));
        }

        private long value(Limit limit) {
            return given.getOrDefault(limit, limit.byDefault());
        }
    }
}
