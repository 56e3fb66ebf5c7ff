package dev.pushlab.server.technique.pagerefresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real connections, read as a browser without script reads it: what is in the rows, and where to go on. */
@Timeout(60)
class PageRefreshRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final Pattern REFRESH = Pattern.compile("http-equiv=\"refresh\" content=\"\\d+; url=([^\"]+)\"");
    private static final Pattern NEW = Pattern.compile("(?s)<tbody class=\"new\">(.*?)</tbody>");
    private static final Pattern ROW = Pattern.compile("<tr><td>\\d+:(\\d+)</td>");

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withHistory(new HubOptions(10, 2_000, 4 << 20)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoFollowsTheAddressInTheDocumentMissesNothingAndGetsNothingTwice() throws Exception {
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1_000; i++) {
                server.hub().publish(TOPIC, EventDraft.text("event"));
                LockSupport.parkNanos(100_000);
            }
        });
        List<Long> seen = new ArrayList<>();
        String address = "/topics/news/page-refresh?after=earliest&refresh=1&limit=50";
        while (seen.size() < 1_000) {
            String page = get(address, 200);
            seen.addAll(offsets(page));
            address = next(page);
        }
        publisher.join();

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(offsets(get(address, 200))).isEmpty();
    }

    @Test
    void tellsOfLostHistory() throws Exception {
        for (int i = 0; i < 2_005; i++) {
            server.hub().publish(TOPIC, EventDraft.text("x"));
        }
        String page =
                get("/topics/news/page-refresh?limit=1&after=" + server.hub().epoch() + ":2", 200);
        assertThat(page).contains("data-gap=\"true\"", "<p class=\"gap\">");
        assertThat(offsets(page)).containsExactly(6L);
    }

    @Test
    void refusesInTheLanguageOfTheReader() throws Exception {
        assertThat(get("/topics/news/page-refresh?refresh=4000&lang=zh-CN", 400))
                .contains("refresh", "0–3600");
        assertThat(get("/topics/no%20spaces/page-refresh", 400)).contains("invalid-topic");
    }

    /** The connection stays from one document to the next, and nothing stays at the server between them. */
    @Test
    void keepsTheConnectionAndNothingElse() throws Exception {
        for (int i = 0; i < 5; i++) {
            get("/topics/news/page-refresh?refresh=1", 200);
        }
        assertThat(server.connections().count()).isOne();
        assertThat(server.hub().topics()).isEmpty();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.connections().traffic("page-refresh").bytesOut() > 5_000);
    }

    private String get(String address, int status) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + address);
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        return response.body();
    }

    private static String next(String page) {
        Matcher refresh = REFRESH.matcher(page);
        assertThat(refresh.find()).isTrue();
        return refresh.group(1).replace("&amp;", "&");
    }

    /** Of the new events, oldest first. */
    private static List<Long> offsets(String page) {
        Matcher rows = NEW.matcher(page);
        assertThat(rows.find()).isTrue();
        List<Long> found = new ArrayList<>(ROW.matcher(rows.group(1))
                .results()
                .map(row -> Long.parseLong(row.group(1)))
                .toList());
        Collections.reverse(found);
        return found;
    }
}
