package dev.pushlab.server.technique.multipartstreaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    private static final Topic TOPIC = new Topic("news");
    private static final String NEXT = "\r\n--b_1\r\nContent-Type: image/png\r\n\r\n";

    private final Picture picture = new Picture(new Boundary("b_1"));

    /** Chromium shows a part when it has seen the headers of the next. */
    @Test
    void eachPictureIsFollowedByTheHeadersOfTheNext() throws IOException {
        String opening = written(out -> picture.encodeOpening(new EventId(7, 0), true, out));
        assertThat(opening)
                .startsWith("--b_1\r\nContent-Type: image/png\r\n\r\n\u0089PNG")
                .endsWith(NEXT);

        String round = written(out -> picture.encodeAll(null, List.of(event(1, "5"), event(2, "6")), out));
        assertThat(round).startsWith("\u0089PNG").endsWith(NEXT);
        assertThat(round.split("--b_1", -1)).as("one picture for all events").hasSize(2);
        BufferedImage image = image(round);
        assertThat(image.getWidth()).isEqualTo(360);
        assertThat(image.getHeight()).isEqualTo(80);
        assertThat(round).contains("tEXtEvent-Id\0" + "7:2");
    }

    @Test
    void isTheSameForAllAndChangesOnlyWithEvents() {
        String first = written(out -> picture.encodeAll(null, List.of(event(1, "5")), out));
        assertThat(written(out -> picture.encodeAll(null, List.of(event(1, "5")), out)))
                .isEqualTo(first);
        assertThat(written(picture::encodeHeartbeat)).isEqualTo(first);
        assertThat(written(out -> picture.encode(event(2, "6"), out))).isNotEqualTo(first);
    }

    @Test
    void showsTheLastValueAndTheLine() throws IOException {
        List<Event> rising = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            rising.add(event(i, String.valueOf(i)));
        }
        BufferedImage image = image(written(out -> picture.encodeAll(null, rising, out)));
        int line = 0xff56b4e9;
        assertThat(highest(image, line, 110)).as("low at the left").isGreaterThan(60);
        assertThat(highest(image, line, 270)).as("high at the right").isLessThan(12);
    }

    @Test
    void everySeriesHasALaneUpToEight() throws IOException {
        List<Event> ticks = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            ticks.add(event(i, "{\"symbol\":\"S" + i + "\",\"price\":" + i + "}"));
        }
        assertThat(image(written(out -> picture.encodeAll(null, ticks.subList(0, 8), out)))
                        .getHeight())
                .isEqualTo(160);
        assertThat(image(written(out -> picture.encodeAll(null, ticks, out))).getHeight())
                .isEqualTo(160);
    }

    @Test
    void beginsWithWhatTheHistoryHas() {
        Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
        for (int i = 0; i < 1_000; i++) {
            hub.publish(TOPIC, EventDraft.text("5"));
        }
        picture.catchUp(TOPIC, hub);
        assertThat(written(picture::encodeHeartbeat)).contains("Event-Id\0" + "7:1000");
        hub.publish(TOPIC, EventDraft.text("6"));
        picture.catchUp(TOPIC, hub);
        picture.catchUp(TOPIC, hub);
        assertThat(written(picture::encodeHeartbeat)).contains("Event-Id\0" + "7:1001");
    }

    @Test
    void endsWithThePictureAndTheClosingDelimiter() throws IOException {
        String end = written(out ->
                assertThat(picture.encodeEnding(TOPIC, Ending.TOO_SLOW, out)).isTrue());
        assertThat(end).endsWith("\r\n--b_1--\r\n");
        assertThat(image(end)).isNotNull();
    }

    /** Not likely with 16 random digits: with one letter and an underscore it is. */
    @Test
    void aPictureThatHoldsTheBoundaryIsNotSent() {
        Picture unlucky = new Picture(new Boundary("x_"));
        List<Event> events = new ArrayList<>();
        long found = 0;
        for (int i = 1; i <= 20_000; i++) {
            Event next = event(i, String.valueOf((i * 7919L) % 1_000_003));
            String part = written(out -> unlucky.encode(next, out));
            assertThat(part.split("x_", -1)).hasSize(2);
            found += part.contains("Event-Id") ? 0 : 1;
        }
        assertThat(found).as("pictures in which it would have been").isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | TICK | 5",
                "-1.5e3 | TICK | -1500",
                "{\"symbol\":\"Acme Inc_\",\"price\":1.25,\"change\":-3} | ACMEINC | 1.25",
                "{\"a\":{\"b\":7},\"n\":2} | TICK | 2",
                "{\"n\":null} | BYTES | 10",
                "hello | BYTES | 5",
                "1 2 | BYTES | 3",
                "1e999 | BYTES | 5",
                "{\"n\":1 | BYTES | 6",
                "[1] | BYTES | 3",
                "{\"s\":\"</script>\",\"n\":1} | SCRIPT | 1"
            })
    void readsNumbersOrSizes(String data, String series, double value) {
        assertThat(Reading.of(event(1, data))).isEqualTo(new Reading(series, value));
    }

    @Test
    void readsTheSizeOfWhatIsBinaryOrLong() {
        Event binary = Event.of(
                new EventId(7, 1),
                TOPIC,
                Instant.EPOCH,
                new EventDraft("", EventDraft.BINARY, Payload.binary(new byte[3])));
        assertThat(Reading.of(binary)).isEqualTo(new Reading("BYTES", 3));
        assertThat(Reading.of(event(1, "1".repeat(5_000)))).isEqualTo(new Reading("BYTES", 5_000));
    }

    @Test
    void drawsNumbersOfAnySize() throws IOException {
        List<Event> extreme = List.of(
                event(1, "1.7976931348623157e308"),
                event(2, "-1.7976931348623157e308"),
                event(3, "4.9e-324"),
                event(4, "0"));
        assertThat(image(written(out -> picture.encodeAll(null, extreme, out))).getHeight())
                .isEqualTo(80);
    }

    private static int highest(BufferedImage image, int colour, int x) {
        for (int y = 0; y < image.getHeight(); y++) {
            if (image.getRGB(x, y) == colour) {
                return y;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static BufferedImage image(String part) throws IOException {
        String bytes = part.substring(0, part.indexOf("\r\n--b_1"));
        return ImageIO.read(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Event event(long offset, String data) {
        return Event.of(
                new EventId(7, offset),
                TOPIC,
                Instant.EPOCH,
                new EventDraft("tick", EventDraft.TEXT, Payload.text(data)));
    }

    private static String written(java.util.function.Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
