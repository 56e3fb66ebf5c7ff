package dev.pushlab.server.technique.multipartstreaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, as {@code curl} would do it. */
@Timeout(60)
class MultipartStreamingRoomIT {
    private static final Topic TOPIC = new Topic("news");

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void deliversWhatIsKeptAndThenWhatComes() throws IOException {
        EventId first = publish("one\ntwo");
        try (Parts parts = new Parts("?after=earliest")) {
            assertThat(parts.http.header("content-type"))
                    .matches("multipart/x-mixed-replace;boundary=pushlab_[0-9a-f]{16}");
            assertThat(parts.http.header("cache-control")).isEqualTo("no-store");
            assertThat(parts.http.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(parts.http.header("content-security-policy")).contains("sandbox");
            assertThat(parts.next()).contains("Pushlab-Part: start", "Event-Id: " + first.epoch() + ":0");
            assertThat(parts.next()).contains("Event-Id: " + first + "\r\n").endsWith("\r\n\r\none\ntwo");

            EventId second = publish("three");

            assertThat(parts.next()).contains("Event-Id: " + second + "\r\n").endsWith("\r\n\r\nthree");
        }
    }

    @Test
    void tellsOfLostHistory() throws IOException {
        EventId kept = publish("x");
        try (Parts parts = new Parts("?after=1:5")) {
            assertThat(parts.http.header("pushlab-recovered")).isEqualTo("false");
            assertThat(parts.next()).endsWith("\"recovered\":false}");
            assertThat(parts.next())
                    .contains("Pushlab-Part: gap")
                    .endsWith("{\"topic\":\"news\",\"requested\":\"1:5\",\"resumed\":\"" + kept.epoch() + ":0\"}");
            assertThat(parts.next()).endsWith("\r\n\r\nx");
        }
    }

    /** Whoever reads knows the boundary, and may publish. */
    @Test
    void aPublisherThatKnowsTheBoundaryForgesNoPart() throws IOException {
        try (Parts parts = new Parts("")) {
            parts.next();
            String forged =
                    "x\r\n--" + parts.boundary + "\r\nEvent-Id: 9:9\r\n\r\nforged\r\n--" + parts.boundary + "--";
            publish(forged);
            publish("after");
            String part = parts.next();
            assertThat(part).contains("Content-Transfer-Encoding: base64");
            String data = part.substring(part.indexOf("\r\n\r\n") + 4);
            assertThat(new String(java.util.Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                    .isEqualTo(forged);
            assertThat(parts.next()).endsWith("\r\n\r\nafter");
        }
    }

    @Test
    void showsAPictureAtOnceAndANewOneWhenSomethingHappens() throws IOException {
        EventId first = publish("1");
        try (Parts parts = new Parts("?as=image")) {
            String before = parts.next();
            assertThat(before).startsWith("Content-Type: image/png\r\n\r\n").contains("Event-Id\0" + first);
            EventId second = publish("2");
            String after = parts.next();
            assertThat(after).contains("Event-Id\0" + second);
            byte[] png = after.substring(after.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(360);
            assertThat(parts.http.until("\r\n\r\n"))
                    .as("ahead of the next picture")
                    .startsWith("Content-Type: image/png");
        }
    }

    /** Killed and resumed again and again while publishing goes on: nothing missed, nothing repeated. */
    @Test
    void resumesWithoutLossOrRepetition() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        AtomicBoolean stop = new AtomicBoolean();
        Thread publisher = new Thread(() -> {
            while (!stop.get()) {
                publish("tick");
                LockSupport.parkNanos(200_000);
            }
        });
        publisher.start();
        try {
            String query = "";
            long expected = -1;
            for (int connection = 0; connection < 20; connection++) {
                try (Parts parts = new Parts(query)) {
                    for (int wanted = random.nextInt(60); wanted >= 0; wanted--) {
                        String part = parts.next();
                        String id = part.lines()
                                .filter(line -> line.startsWith("Event-Id: "))
                                .findFirst()
                                .orElseThrow()
                                .substring(10);
                        long offset = EventId.parse(id).offset();
                        assertThat(part).doesNotContain("Pushlab-Part: gap");
                        if (part.contains("Pushlab-Part: start")) {
                            expected = expected < 0 ? offset + 1 : expected;
                            assertThat(offset).isEqualTo(expected - 1);
                        } else {
                            assertThat(offset).isEqualTo(expected++);
                        }
                        query = "?after=" + id;
                    }
                }
            }
            assertThat(expected).isGreaterThan(20);
        } finally {
            stop.set(true);
            publisher.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"as=video", "envelope=xml", "after=x"})
    void refusesWrongParameters(String parameter) throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            assertThat(http.get("/topics/news/multipart-streaming?" + parameter).status())
                    .isEqualTo(400);
            assertThat(http.body()).contains("\"reason\":\"invalid-");
        }
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }

    /** One request, read part by part, by nothing but the delimiters. */
    private final class Parts implements AutoCloseable {
        final RawHttp http;
        final String boundary;

        Parts(String query) throws IOException {
            http = new RawHttp(server.httpAddress());
            assertThat(http.get("/topics/news/multipart-streaming" + query).status())
                    .isEqualTo(200);
            String type = http.header("content-type");
            boundary = type.substring(type.indexOf('=') + 1);
            http.until("--" + boundary + "\r\n");
        }

        /** Headers and body of the next part, a character for each byte. */
        String next() throws IOException {
            String end = "\r\n--" + boundary + "\r\n";
            StringBuilder part = new StringBuilder();
            while (part.length() < end.length() || part.indexOf(end, part.length() - end.length()) < 0) {
                part.append((char) (http.bytes(1)[0] & 0xff));
            }
            return part.substring(0, part.length() - end.length());
        }

        @Override
        public void close() throws IOException {
            http.close();
        }
    }
}
