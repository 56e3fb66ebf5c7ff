package dev.pushlab.server.technique.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, as {@code curl} would do it. */
@Timeout(60)
class SseRoomIT {
    private static final Topic TOPIC = new Topic("news");

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        // Enough for a reader that a busy machine keeps waiting.
        server = new PushlabServer(ServerOptions.defaults().withHistory(new HubOptions(10, 100_000, 64 << 20)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void deliversWhatIsKeptAndThenWhatComes() throws IOException {
        EventId first = publish("one\ntwo");
        try (Stream stream = new Stream("?after=earliest", null)) {
            assertThat(stream.head.get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(stream.head).contains("content-type: text/event-stream", "cache-control: no-store");
            assertThat(stream.block()).containsExactly("retry: 2000", "id: " + first.epoch() + ":0");
            assertThat(stream.block()).containsExactly("id: " + first, "data: one", "data: two");

            EventId second = publish("three");

            assertThat(stream.block()).containsExactly("id: " + second, "data: three");
        }
    }

    @Test
    void tellsOfLostHistoryByAnEventOfItsOwn() throws IOException {
        EventId kept = publish("x");
        try (Stream stream = new Stream("", "1:5")) {
            assertThat(stream.head).contains("pushlab-recovered: false");
            assertThat(stream.block()).containsExactly("retry: 2000");
            assertThat(stream.block())
                    .containsExactly(
                            "id: " + kept.epoch() + ":0",
                            "event: gap",
                            "data: {\"topic\":\"news\",\"requested\":\"1:5\",\"resumed\":\"" + kept.epoch() + ":0\"}");
            assertThat(stream.block()).containsExactly("id: " + kept, "data: x");
        }
    }

    @Test
    void tellsAResumingReaderThatNothingWasLostBeforeAnythingHappens() throws IOException {
        EventId kept = publish("x");
        try (Stream stream = new Stream("?envelope=json", kept.toString())) {
            assertThat(stream.head).contains("pushlab-recovered: true");
            assertThat(stream.block())
                    .containsExactly(
                            "retry: 2000",
                            "id: " + kept,
                            "event: subscribed",
                            "data: {\"start\":\"" + kept + "\",\"recovered\":true}");
        }
    }

    @Test
    void tellsTheBrowserHowLongToWait() throws IOException {
        try (Stream stream = new Stream("?retry=100", null)) {
            assertThat(stream.block()).first().isEqualTo("retry: 100");
        }
        for (String wrong : List.of("99", "60001", "2s", "-1", "")) {
            try (Stream refused = new Stream("?retry=" + wrong, null)) {
                assertThat(refused.head.get(0)).isEqualTo("HTTP/1.1 400 Bad Request");
            }
        }
    }

    @Test
    void redirectsOnceToTheSameStream() throws IOException {
        EventId kept = publish("x");
        for (String status : List.of("301 Moved Permanently", "307 Temporary Redirect")) {
            String code = status.substring(0, 3);
            String to;
            try (Stream moved =
                    new Stream("?after=earliest&redirect=" + code + "&envelope=json&redirected=301", null)) {
                assertThat(moved.head.get(0)).isEqualTo("HTTP/1.1 " + status);
                assertThat(moved.head).contains("cache-control: no-store");
                to = moved.head.stream()
                        .filter(line -> line.startsWith("location: "))
                        .findFirst()
                        .orElseThrow()
                        .substring("location: ".length());
            }
            assertThat(to).startsWith("/topics/news/sse?").doesNotContain("redirect=");
            try (Stream stream = new Stream(to.substring(to.indexOf('?')), null)) {
                assertThat(stream.head.get(0)).isEqualTo("HTTP/1.1 200 OK");
                assertThat(stream.block())
                        .endsWith("data: {\"start\":\"" + kept.epoch() + ":0\",\"recovered\":true,\"redirected\":"
                                + code + "}");
                assertThat(stream.block()).first().isEqualTo("id: " + kept);
            }
        }
    }

    @Test
    void letsNothingOfTheAddressIntoTheHeadOfARedirect() throws IOException {
        try (Stream moved = new Stream("?redirect=307&x=%0d%0aSet-Cookie:%20a=b&%0d%0aY:z=1", null)) {
            assertThat(moved.head.get(0)).isEqualTo("HTTP/1.1 307 Temporary Redirect");
            assertThat(moved.head).noneMatch(line -> line.startsWith("Set-Cookie") || line.startsWith("Y:"));
            assertThat(moved.head).anyMatch(line -> line.startsWith("location: ") && line.contains("%0D%0A"));
        }
        for (String wrong : List.of("?redirect=308", "?redirect=", "?redirected=%3Cscript%3E", "?resumed=200")) {
            try (Stream refused = new Stream(wrong, null)) {
                assertThat(refused.head.get(0)).as(wrong).isEqualTo("HTTP/1.1 400 Bad Request");
            }
        }
    }

    /** Asked by the address, and told by the header that only a reader who comes back sends. */
    @Test
    void stopsWhoComesBackIfItAskedForThat() throws IOException {
        EventId kept = publish("x");
        try (Stream first = new Stream("?resumed=204&after=earliest", null)) {
            assertThat(first.head.get(0)).isEqualTo("HTTP/1.1 200 OK");
        }
        try (Stream again = new Stream("?resumed=204&after=earliest", kept.toString())) {
            assertThat(again.head.get(0)).isEqualTo("HTTP/1.1 204 No Content");
            assertThat(again.head).noneMatch(line -> line.startsWith("content-"));
        }
        // An engine that asks the old address again is not sent on once more.
        try (Stream again = new Stream("?resumed=204&redirect=307", kept.toString())) {
            assertThat(again.head.get(0)).isEqualTo("HTTP/1.1 204 No Content");
        }
    }

    /** Killed and resumed again and again while publishing goes on: nothing missed, nothing repeated. */
    @Test
    void resumesByLastEventIdWithoutLossOrRepetition() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        AtomicBoolean stop = new AtomicBoolean();
        Thread publisher = new Thread(() -> {
            while (!stop.get()) {
                publish("tick");
                Thread.yield();
                java.util.concurrent.locks.LockSupport.parkNanos(200_000);
            }
        });
        publisher.start();
        try {
            String last = null;
            long expected = -1;
            for (int connection = 0; connection < 25; connection++) {
                try (Stream stream = new Stream("", last)) {
                    for (int wanted = random.nextInt(80); wanted >= 0; wanted--) {
                        List<String> block = stream.block();
                        assertThat(block).noneMatch(line -> line.startsWith("event: gap"));
                        String id = block.stream()
                                .filter(line -> line.startsWith("id: "))
                                .findFirst()
                                .orElseThrow()
                                .substring(4);
                        long offset = EventId.parse(id).offset();
                        boolean opening = block.get(0).startsWith("retry");
                        if (opening && expected < 0) {
                            expected = offset + 1;
                        } else if (opening) {
                            assertThat(offset).isEqualTo(expected - 1);
                        } else {
                            assertThat(offset).isEqualTo(expected++);
                        }
                        last = id;
                    }
                }
            }
            assertThat(expected).isGreaterThan(0);
        } finally {
            stop.set(true);
            publisher.join();
        }
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }

    /** One request, read block by block. */
    private final class Stream implements AutoCloseable {
        final List<String> head;
        private final Socket socket;
        private final BufferedReader in;

        Stream(String query, String lastEventId) throws IOException {
            socket = new Socket(
                    server.httpAddress().getAddress(), server.httpAddress().getPort());
            String request = "GET /topics/news/sse" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                    + (lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            head = block();
        }

        /** The lines up to the next blank one. */
        List<String> block() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                lines.add(line);
            }
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
