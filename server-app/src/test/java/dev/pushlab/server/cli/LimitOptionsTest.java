package dev.pushlab.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.PerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitOptionsTest {
    private static final ServerOptions DEFAULTS = ServerOptions.defaults();

    @Test
    void withoutAnyEverythingIsAsItIsByDefault() {
        ServerOptions same = LimitOptions.apply(DEFAULTS, List.of());
        assertThat(same.limits()).isEqualTo(ServerLimits.DEFAULT);
        assertThat(same.history()).isEqualTo(HubOptions.DEFAULT);
        assertThat(same.protocol()).isEqualTo(DEFAULTS.protocol());
    }

    /** Each limit arrives in its own place and changes nothing else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connections | total",
                "connections-per-address | perAddress",
                "half-open | halfOpen",
                "half-open-per-address | halfOpenPerAddress",
                "requests-per-second | requestsPerSecond requestBurst",
                "request-burst | requestBurst",
                "request-line | requestLine",
                "headers | headers",
                "body | body",
                "frame | frame",
                "queue | queue",
                "pipelined | pipelined",
                "streams-per-connection | streams",
                "stream-resets | resets",
                "head-deadline | headDeadline",
                "body-deadline | bodyDeadline",
                "response-deadline | responseDeadline",
                "idle | idle",
                "heartbeat | heartbeat",
                "subscriptions | FanoutLimits[subscriptions",
                "subscriptions-per-connection | ServerSessionLimits[subscriptions",
                "pinned-bytes | pinnedBytes",
                "stall | stall",
                "topics | maxTopics",
                "topic-events | maxEvents",
                "topic-bytes | maxBytes",
                "handshake-deadline | handshake",
                "ping | pingInterval",
                "silence | silence",
                "drain | drain",
                "session-queue | lowWaterMark highWaterMark",
                "session-backlog | maxBacklog",
                "publishes-per-second | publishesPerSecond",
                "published-bytes-per-second | publishedBytesPerSecond",
                "pending-publishes | pendingPublishes",
                "calls-per-minute | callsPerMinute",
            })
    void eachChangesItsOwnPlace(String word, String places) {
        Limit limit = Limit.of(word).orElseThrow();
        List<String> before = components(LimitOptions.apply(DEFAULTS, List.of()));
        List<String> after = components(LimitOptions.apply(DEFAULTS, List.of(word + "=" + other(limit))));
        List<String> changed = new ArrayList<>(after);
        changed.removeAll(before);
        List<String> expected = List.of(places.split(" "));
        assertThat(changed).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(changed.get(i)).contains(expected.get(i) + "=");
        }
    }

    @Test
    void noneIsForgottenAbove() throws Exception {
        String[] rows = LimitOptionsTest.class
                .getDeclaredMethod("eachChangesItsOwnPlace", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();
        assertThat(rows).hasSameSizeAs(Limit.values());
    }

    private static String other(Limit limit) {
        return switch (limit) {
            case BODY -> "64KiB";
            case SILENCE -> "20s";
            default ->
                limit.defaultText().endsWith("s")
                        ? "7s"
                        : limit.defaultText().endsWith("iB")
                                ? "1MiB".equals(limit.defaultText()) ? "2MiB" : "1MiB"
                                : "77";
        };
    }

    /** {@code name=value}, the first of a record with the record's name before it; the low mark is a part of the high one. */
    private static List<String> components(ServerOptions options) {
        Stream<String> limits = Stream.of(
                        options.limits().connections(),
                        options.limits().http(),
                        options.limits().fanout(),
                        options.history(),
                        options.protocol().limits(),
                        options.protocol().perSession())
                .flatMap(some -> Arrays.stream(some.toString().split(", (?!loopback)")));
        return Stream.concat(
                        limits, Stream.of("callsPerMinute=" + options.protocol().callsPerMinute()))
                .toList();
    }

    @Test
    void limitsPerAddressThatAreGivenBindThisMachineToo() {
        ServerLimits limits =
                LimitOptions.apply(DEFAULTS, List.of("requests-per-second=5")).limits();
        assertThat(limits.http().requestsPerSecond()).isEqualTo(new PerAddress(5, true));
        assertThat(limits.http().requestBurst()).isEqualTo(20);
        assertThat(limits.connections().perAddress().loopbackToo()).isFalse();
    }

    @Test
    void aBurstThatIsGivenStays() {
        ServerLimits limits = LimitOptions.apply(DEFAULTS, List.of("requests-per-second=5", "request-burst=6"))
                .limits();
        assertThat(limits.http().requestBurst()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "body, 100, 100",
        "body, 64KiB, 65536",
        "body, 1MiB, 1048576",
        "pinned-bytes, 2GiB, 2147483648",
        "idle, 300ms, 300",
        "idle, 90s, 90000",
        "idle, 10m, 600000",
        "idle, PT1M30S, 90000",
        "idle, PT0.5S, 500",
        "connections, 1000000, 1000000",
    })
    void readsNumbersSizesAndTimes(String word, String text, long value) {
        assertThat(Limit.of(word).orElseThrow().parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body=2MiB               | body is 1 to 1MiB, not 2MiB",
                "body=0                  | body is 1 to 1MiB, not 0",
                "body=many               | body is 1 to 1MiB, not many",
                "body=                   | body is 1 to 1MiB, not ",
                "body=1kB                | body is 1 to 1MiB, not 1kB",
                "body=999999999999999GiB | body is 1 to 1MiB, not 999999999999999GiB",
                "connections=-1          | connections is 1 to 1000000, not -1",
                "connections=1e3         | connections is 1 to 1000000, not 1e3",
                "connections=64KiB       | connections is 1 to 1000000, not 64KiB",
                "idle=10                 | idle is 10ms to 1d, not 10",
                "idle=0ms                | idle is 10ms to 1d, not 0ms",
                "idle=2d                 | idle is 10ms to 1d, not 2d",
                "idle=PT-1S              | idle is 10ms to 1d, not PT-1S",
                "idle=P9999999999D       | idle is 10ms to 1d, not P9999999999D",
                "idle=PT                 | idle is 10ms to 1d, not PT",
                "body                    | NAME=VALUE is needed, not body",
                "sockets=1               | there is no limit sockets, but connections, connections-per-address, half-open",
                "silence=10s             | silence is not longer than ping",
                "session-queue=32MiB     | session-backlog is less than session-queue",
            })
    void namesWhatIsWrongAndWhatIsAllowed(String given, String message) {
        assertThatThrownBy(() -> LimitOptions.apply(DEFAULTS, List.of(given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message == null ? "" : message);
    }

    @Test
    void aLimitIsGivenOnce() {
        assertThatThrownBy(() -> LimitOptions.apply(DEFAULTS, List.of("body=1", "body=1")))
                .hasMessage("body is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--limit=body=2MiB", "--limit=sockets=1", "--limit=idle"})
    void theCommandEndsAsWithOtherWrongArguments(String argument) {
        assertThat(run(new ByteArrayOutputStream(), argument)).isEqualTo(ExitCode.UNUSABLE);
    }

    @Test
    void theHelpListsThem() {
        PrintStream before = System.out;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            assertThat(run(new ByteArrayOutputStream(), "--help")).isZero();
        } finally {
            System.setOut(before);
        }
        for (Limit limit : Limit.values()) {
            assertThat(shown.toString(StandardCharsets.UTF_8))
                    .containsPattern("(?m)^  " + limit.word() + " +" + limit.defaultText() + " ");
        }
    }

    @Test
    void theDocumentationListsThem() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "cli.md"));
        for (Limit limit : Limit.values()) {
            assertThat(text)
                    .contains("\n| `" + limit.word() + "` | ")
                    .contains("| " + limit.defaultText() + " | " + limit.range() + " |");
        }
    }

    private static int run(ByteArrayOutputStream out, String argument) {
        ServerCommand.Window window = (options, server) -> ExitCode.DONE;
        return ServerCommand.run(window, new PrintStream(out, true, StandardCharsets.UTF_8), Map.of(), argument);
    }
}
