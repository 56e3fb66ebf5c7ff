package dev.pushlab.server.technique.scriptlongpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real connections, at the second port. */
@Timeout(60)
class ScriptLongPollingRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final String QUESTION = "/topics/news/script-long-polling?callback=take";

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
    void allWhoWaitAreAnsweredWhenSomethingHappens() throws IOException {
        List<RawHttp> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                RawHttp client = new RawHttp(i % 2 == 0 ? server.crossOriginAddress() : server.httpAddress());
                clients.add(client);
                client.get(QUESTION + "&wait=55");
            }
            awaitHeld(50);
            publish("</script>");
            for (RawHttp client : clients) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
                assertThat(client.body()).startsWith("/**/take({").contains("\"data\":\"\\u003c/script\\u003e\"");
            }
            awaitHeld(0);
        } finally {
            for (RawHttp client : clients) {
                client.close();
            }
        }
    }

    /** What happens between two questions comes with the answer to the second, over the same connection. */
    @Test
    void nothingIsLostBetweenTwoQuestions() throws IOException {
        try (RawHttp client = new RawHttp(server.crossOriginAddress())) {
            client.get(QUESTION + "&wait=0");
            client.status();
            String epoch = String.valueOf(server.hub().epoch());
            assertThat(client.body())
                    .isEqualTo("/**/take({\"events\":[],\"last\":\"" + epoch + ":0\",\"gap\":false});");
            publish("a");
            publish("b");
            client.get(QUESTION + "&after=" + epoch + ":0");
            client.status();
            assertThat(client.body())
                    .contains("\"data\":\"a\"", "\"data\":\"b\"")
                    .endsWith("\"last\":\"" + epoch + ":2\",\"gap\":false});");
        }
    }

    @Test
    void theEndOfTheServerAnswersWhoWaits() throws IOException {
        try (RawHttp client = new RawHttp(server.crossOriginAddress())) {
            client.get(QUESTION + "&wait=55");
            awaitHeld(1);
            CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.body()).startsWith("/**/take({\"events\":[],");
            assertThat(client.rest()).isEmpty();
            end.join();
        }
    }

    private void publish(String text) {
        server.hub().publish(TOPIC, EventDraft.text(text)).toCompletableFuture().join();
    }

    private void awaitHeld(int count) {
        await().until(() -> server.hub().topics().stream()
                        .mapToInt(topic -> topic.subscribers())
                        .sum()
                == count);
    }
}
