package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * Entry for the Jazzer fuzzer: what clients say over a WebSocket. An ordinary test run replays the seeds in the resources
 * folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=ClientMessageFuzzTest} searches for
 * new inputs.
 */
class ClientMessageFuzzTest {
    /** What has a member twice, or something behind it, must not have been taken for anything. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A message is refused for a reason that is the client's, or says one thing, and that as it was written. */
    @FuzzTest(maxDuration = "5m")
    void messages(byte[] bytes) throws JsonProcessingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (ClientMessage.Refused refused) {
            assertThat(refused.getCause()).isInstanceOf(RuntimeException.class);
            assertThat(Problems.of(refused.getCause()).reason()).isNotEqualTo(Problem.Reason.INTERNAL_ERROR);
            return;
        }
        assertThat(Stream.of(message.publish(), message.ack(), message.token(), message.ping(), message.probe())
                        .filter(it -> it.isPresent()))
                .hasSize(1);
        JsonNode said = JSON.readTree(text);
        message.request()
                .ifPresent(number -> assertThat(said.get("request").longValue()).isEqualTo(number));
        message.ack().ifPresent(id -> assertThat(said.get("ack").textValue()).isEqualTo(id.toString()));
        message.token()
                .ifPresent(token -> assertThat(said.get("token").textValue()).isEqualTo(token));
        message.ping()
                .ifPresent(ping -> assertThat(said.get("ping").textValue()).isEqualTo(ping));
        message.probe().ifPresent(probe -> {
            assertThat(probe.kind().name())
                    .isEqualToIgnoringCase(said.get("inspect").textValue());
            assertThat(probe.code() == 0 || probe.code() >= 1000 && probe.code() <= 4999)
                    .isTrue();
        });
        message.publish().ifPresent(draft -> check(draft, said.get("publish")));
    }

    private static void check(EventDraft draft, JsonNode publish) {
        String data = publish.get("data").textValue();
        if (publish.path("encoding").asText().equals("base64")) {
            assertThat(draft.payload().toBytes()).isEqualTo(Base64.getDecoder().decode(data));
        } else {
            assertThat(draft.payload().toText()).isEqualTo(data);
        }
        assertThat(draft.type()).isEqualTo(publish.path("type").asText(""));
    }
}
