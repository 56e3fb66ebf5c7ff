package dev.pushlab.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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
    void tellsOfTopicsConnectionsAndTraffic() throws Exception {
        for (int i = 1; i <= 3; i++) {
            server.hub().publish(new Topic("news"), EventDraft.text("12345"));
        }
        HttpResponse<InputStream> stream = client.send(
                HttpRequest.newBuilder(uri("/topics/news/sse?after=earliest")).build(),
                HttpResponse.BodyHandlers.ofInputStream());

        await().untilAsserted(() -> assertThat(scrape("*/*").body().lines())
                .contains(
                        "pushlab_topic_events_total{topic=\"news\"} 3.0",
                        "pushlab_topic_data_bytes_total{topic=\"news\"} 15.0",
                        "pushlab_topic_kept_events{topic=\"news\"} 3.0",
                        "pushlab_topic_subscriptions{topic=\"news\"} 1.0",
                        "pushlab_connections{technique=\"sse\"} 1.0")
                .anyMatch(line -> line.matches(
                        "pushlab_traffic_bytes_total\\{direction=\"out\",technique=\"sse\"} [1-9][0-9]*\\.0"))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("netty_allocator_memory_used{")));
        stream.body().close();
    }

    @Test
    void speaksTheFormatThatIsAskedFor() throws Exception {
        HttpResponse<String> plain = scrape("text/plain");
        HttpResponse<String> open = scrape("application/openmetrics-text; version=1.0.0, text/plain;q=0.5");

        assertThat(plain.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(plain.body()).doesNotContain("# EOF");
        assertThat(open.headers().firstValue("content-type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(List.of(plain, open))
                .allMatch(answer ->
                        answer.headers().firstValue("cache-control").orElse("").equals("no-store"));
    }

    @Test
    void isNotForEverybody() throws Exception {
        HttpRequest wrong = HttpRequest.newBuilder(uri("/metrics"))
                .header("Authorization", "Bearer not-the-token")
                .build();

        assertThat(client.send(wrong, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> scrape(String accept) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/metrics")).header("Accept", accept).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }
}
