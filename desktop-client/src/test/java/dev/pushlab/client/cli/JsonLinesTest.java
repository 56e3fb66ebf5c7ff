package dev.pushlab.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message.Direction;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JsonLinesTest {
    private static final EventId ID = new EventId(3, 4);
    private static final Instant TIME = Instant.parse("2026-11-23T16:00:00.123456Z");

    @Test
    void a_line_can_be_read_before_the_next_one_is_written() throws IOException {
        PipedInputStream in = new PipedInputStream();
        try (JsonLines lines = new JsonLines(new PipedOutputStream(in), () -> {});
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (int i = 0; i < 3; i++) {
                lines.write(JsonLines.line("event").put("data", "第" + i + "\nline"));
                JsonNode read = new ObjectMapper().readTree(reader.readLine());
                assertThat(read.path("data").asText()).isEqualTo("第" + i + "\nline");
            }
        }
    }

    @Test
    void what_waits_is_written_when_it_is_closed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLines lines = new JsonLines(out, () -> {});
        for (int i = 0; i < 1000; i++) {
            lines.write(JsonLines.line("event"));
        }

        lines.close();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1000);
    }

    @Test
    void a_reader_that_has_gone_is_noticed_and_nobody_waits_for_it() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        JsonLines lines = new JsonLines(broken, gone::countDown);
        for (int i = 0; i < JsonLines.MAX_WAITING + 10; i++) {
            lines.write(JsonLines.line("event"));
        }

        assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
        lines.close();
    }

    @Test
    void text_is_written_as_text() {
        ObjectNode line = Reporter.event(
                Event.of(ID, new Topic("stocks"), TIME, EventDraft.of("tick", EventDraft.JSON, bytes("{\"p\":1}"))),
                Direction.REVERSE);

        assertThat(line)
                .hasToString("{\"type\":\"event\",\"id\":\"3:4\",\"topic\":\"stocks\",\"eventType\":\"tick\","
                        + "\"time\":\"2026-11-23T16:00:00.123456Z\",\"contentType\":\"application/json\","
                        + "\"data\":\"{\\\"p\\\":1}\",\"direction\":\"reverse\"}");
    }

    @Test
    void binary_data_is_written_as_base64() {
        ObjectNode line = Reporter.event(
                Event.of(ID, new Topic("a"), TIME, EventDraft.of("", EventDraft.BINARY, new byte[] {0, -1, 5})),
                Direction.FORWARD);

        assertThat(line.path("data").asText()).isEqualTo("AP8F");
        assertThat(line.path("encoding").asText()).isEqualTo("base64");
        assertThat(line.path("direction").asText()).isEqualTo("forward");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
