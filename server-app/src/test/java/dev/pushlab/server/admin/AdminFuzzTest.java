package dev.pushlab.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.PeerRights;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.TokenHash;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;

/**
 * Entries for the Jazzer fuzzer: the JSON that administrators send. Whatever it is, it is refused for a reason or does
 * what it says and nothing else. An ordinary test run replays the seeds in the resources folder of this class; with
 * {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=AdminFuzzTest#topics} searches for new inputs.
 */
class AdminFuzzTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
    /** What has a member twice, or something behind it, must not have been taken for anything. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String ADMIN = "the-token-of-the-seeds";

    /** The settings that an answer tells, sent again, are the same settings. */
    @FuzzTest(maxDuration = "5m")
    void topics(byte[] bytes) throws IOException {
        try (Server server = new Server()) {
            Answer first = server.ask("PUT /topics/news", bytes);
            if (first.status != 200) {
                assertThat(first.status).isIn(400, 409, 413, 503);
                return;
            }
            assertThat(first.json().get("durable"))
                    .isEqualTo(JSON.readTree(bytes).get("durable"));
            ObjectNode settings = ((ObjectNode) first.json()).deepCopy();
            settings.remove("topic");
            Answer again = server.ask("PUT /topics/news", JSON.writeValueAsBytes(settings));
            assertThat(again.json()).isEqualTo(first.json());
        }
    }

    /** Whoever shows a token that was made has the rights that were asked for. */
    @FuzzTest(maxDuration = "5m")
    void tokens(byte[] bytes) throws IOException {
        try (Server server = new Server()) {
            Answer answer = server.ask("POST /tokens", bytes);
            if (answer.status != 201) {
                assertThat(answer.status).isIn(400, 409, 413);
                assertThat(server.tokens.list()).hasSize(1);
                return;
            }
            JsonNode asked = JSON.readTree(bytes);
            assertThat(answer.json().get("name")).isEqualTo(asked.get("name"));
            Rights rights = server.tokens
                    .find(TokenHash.of(answer.json().get("token").textValue()))
                    .orElseThrow()
                    .rights();
            sameRights(rights, asked);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void peers(byte[] bytes) throws IOException {
        try (Server server = new Server()) {
            Answer answer = server.ask("PUT /peers/identified", bytes);
            if (answer.status != 204) {
                assertThat(answer.status).isIn(400, 413);
                assertThat(server.peers.list()).isEmpty();
                return;
            }
            sameRights(server.peers.list().get(PeerRights.IDENTIFIED), JSON.readTree(bytes));
        }
    }

    private static void sameRights(Rights rights, JsonNode asked) {
        assertThat(asked.get("role").textValue()).isEqualTo(rights.role().word());
        if (asked.has("topics")) {
            assertThat(rights.topicList().split(", "))
                    .hasSize(asked.get("topics").size());
        } else {
            assertThat(rights.topicList()).isEqualTo("*");
        }
    }

    /** What a request was answered with. */
    private record Answer(int status, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    private static final class Server implements AutoCloseable {
        private final Tokens tokens = Tokens.inMemory(AccessToken.of(ADMIN));
        private final PeerRights peers = PeerRights.inMemory();
        private final Hub hub = new Hub(new HubOptions(8, 100, 1 << 20), 7, Clock.systemUTC());

        Answer ask(String request, byte[] body) {
            EmbeddedChannel channel = new LoopbackChannel(initializer());
            try {
                String head = request + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + ADMIN
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
                channel.writeInbound(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body));
                channel.runPendingTasks();
                channel.checkException();
                StringBuilder answer = new StringBuilder();
                for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                    if (out instanceof ByteBuf buffer) {
                        answer.append(buffer.toString(StandardCharsets.UTF_8));
                    }
                    ReferenceCountUtil.release(out);
                }
                assertThat(answer.toString()).startsWith("HTTP/1.1 ").contains("\r\n\r\n");
                return new Answer(
                        Integer.parseInt(answer.substring(9, 12)), answer.substring(answer.indexOf("\r\n\r\n") + 4));
            } finally {
                channel.finishAndReleaseAll();
            }
        }

        private HttpInitializer initializer() {
            Access access = new Access(tokens, true, Set.of(), Set.of());
            HttpRoutes.Builder routes = new HttpRoutes.Builder();
            new TopicEndpoints(hub, new TopicAdministration(hub, Audit.NONE)).addTo(routes);
            new TokenEndpoints(tokens, Audit.NONE).addTo(routes);
            new PeerEndpoints(peers, Audit.NONE).addTo(routes);
            return new HttpInitializer(new ConnectionRegistry(8, 8), HttpLimits.DEFAULT, access, routes.build());
        }

        @Override
        public void close() {
            hub.close();
        }
    }

    private static final class LoopbackChannel extends EmbeddedChannel {
        LoopbackChannel(HttpInitializer initializer) {
            super(initializer);
        }

        @Override
        protected SocketAddress localAddress0() {
            return HERE;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return HERE;
        }
    }
}
