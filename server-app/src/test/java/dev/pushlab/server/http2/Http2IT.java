package dev.pushlab.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.RawHttp2;
import dev.pushlab.server.testing.TlsClients;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 over real sockets: everything there is over HTTP/1.1 is there, by the same rules. */
@Timeout(60)
class Http2IT {
    private static final Topic TOPIC = new Topic("news");

    private PushlabServer server;
    private HttpClient client;

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options.withHttps(HttpsOptions.selfMade(0)));
        server.start();
        client =
                TlsClients.http(server.certificate().orElseThrow().certificate().leaf(), "TLSv1.3");
    }

    private void start() throws IOException {
        start(ServerOptions.defaults());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- what is agreed on

    @ParameterizedTest
    @CsvSource({"h2 http/1.1, h2", "http/1.1 h2, h2", "http/1.1, http/1.1", "unheard-of, ''", "'', ''"})
    void agreesOnTheBestThatAClientOffers(String offered, String agreed) throws Exception {
        start();
        try (SSLSocket socket = (SSLSocket) TlsClients.context(
                        server.certificate().orElseThrow().certificate().leaf())
                .getSocketFactory()
                .createSocket("127.0.0.1", port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered.isEmpty() ? new String[0] : offered.split(" "));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
            if (!agreed.equals("h2")) {
                socket.getOutputStream()
                        .write("GET /time HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void saysWhatItAllows() throws Exception {
        start();
        try (RawHttp2 raw = RawHttp2.connect(server)) {
            assertThat(raw.answer(raw.get("/time")).status()).isEqualTo(200);
            assertThat(raw.setting(3)).isEqualTo(HttpLimits.DEFAULT.streams());
            assertThat(raw.setting(6)).isEqualTo(HttpLimits.DEFAULT.headers());
            // No extended CONNECT (RFC 8441 §3): browsers open WebSockets over HTTP/1.1.
            assertThat(raw.setting(8)).isNull();
        }
    }

    // ---- requests and answers

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200",
        "GET, /techniques/sse/page.js, 200",
        "GET, /techniques/sse, 301",
        "HEAD, /techniques, 200",
        "GET, /nowhere, 404",
        "GET, /topics/news/unheard-of, 404",
        "DELETE, /time, 405",
        "GET, /topics/news/short-polling?limit=0, 400",
        "GET, /topics/bad%20topic/short-polling, 400",
        "GET, /topics/news/websocket, 426",
        "GET, /tokens, 401",
    })
    void answersAsOverHttp1(String method, String path, int status) throws Exception {
        start();
        HttpRequest.Builder request = request(path).header("Accept-Language", "zh");
        request.method(method, HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> second = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> first =
                client.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(second.statusCode()).isEqualTo(first.statusCode()).isEqualTo(status);
        assertThat(second.body()).isEqualTo(first.body());
        for (String name : List.of(
                "content-type",
                "content-length",
                "content-language",
                "content-security-policy",
                "cache-control",
                "etag",
                "location",
                "www-authenticate",
                "allow",
                "x-content-type-options")) {
            assertThat(second.headers().allValues(name))
                    .as(name)
                    .isEqualTo(first.headers().allValues(name));
        }
        // What is about a connection has no place here (RFC 9113 §8.2.2).
        assertThat(second.headers().map())
                .doesNotContainKeys("connection", "keep-alive", "transfer-encoding", "upgrade");
    }

    @Test
    void publishesAndPolls() throws Exception {
        start();
        String data = "y".repeat(300_000);
        HttpResponse<String> published = client.send(
                request("/topics/news/events")
                        .header("Origin", "https://127.0.0.1:" + port())
                        .expectContinue(true)
                        .POST(HttpRequest.BodyPublishers.ofString(data))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(published.statusCode()).isEqualTo(201);
        assertThat(published.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(get("/topics/news/short-polling?after=earliest&envelope=none")
                        .body())
                .isEqualTo("300000\n" + data + "\n");
    }

    @Test
    void tellsPagesOfOtherOriginsWhatTheyMay() throws Exception {
        String friend = "https://friend.example";
        start(ServerOptions.defaults().withOrigins(Set.of(friend)));
        try (RawHttp2 raw = RawHttp2.connect(server)) {
            RawHttp2.Stream preflight = raw.answer(raw.request(
                    "OPTIONS", "/topics/news/events", true, "origin", friend, "access-control-request-method", "POST"));
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-origin")).isEqualTo(friend);
            assertThat(preflight.header("access-control-allow-methods")).contains("POST");

            server.hub().publish(TOPIC, EventDraft.text("a"));
            RawHttp2.Stream held = raw.answer(raw.get("/topics/news/long-polling?after=earliest", "origin", friend));
            assertThat(held.header("access-control-allow-origin")).isEqualTo(friend);
            assertThat(held.header("vary")).isEqualTo("origin");
        }
    }

    @Test
    void countsRequestsOfAnAddressHoweverTheyCome() throws Exception {
        HttpLimits few = Http2Limits.of(256, 300, 3);
        start(ServerOptions.defaults().withLimits(few).withLoopbackExempt(false));
        try (RawHttp2 raw = RawHttp2.connect(server)) {
            for (int i = 0; i < 3; i++) {
                assertThat(raw.answer(raw.get("/time")).status()).isEqualTo(200);
            }
            RawHttp2.Stream tooMany = raw.answer(raw.get("/time"));
            assertThat(tooMany.status()).isEqualTo(429);
            assertThat(tooMany.header("retry-after")).isNotNull();
            assertThat(tooMany.body()).contains("\"reason\":\"too-many-requests\"");
        }
    }

    // ---- answers that wait

    @Test
    void holdsAnswersUntilThereIsSomething() throws Exception {
        start();
        List<CompletableFuture<HttpResponse<String>>> held = List.of(
                held(HttpClient.Version.HTTP_2), held(HttpClient.Version.HTTP_2), held(HttpClient.Version.HTTP_1_1));
        await().until(() -> waiting() == 3);
        server.hub()
                .publish(TOPIC, EventDraft.text("hello"))
                .toCompletableFuture()
                .join();
        for (CompletableFuture<HttpResponse<String>> each : held) {
            HttpResponse<String> answer = each.get(20, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("5\nhello\n");
            assertThat(answer.headers().firstValue("content-length")).contains("8");
            assertThat(answer.headers().firstValue("etag"))
                    .contains("\"" + server.hub().epoch() + ":1\"");
        }
        // Without anything, there is a head and no more.
        HttpResponse<String> nothing = get("/topics/news/long-polling?wait=0");
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.headers().firstValue("etag")).isPresent();
        assertThat(nothing.body()).isEmpty();
    }

    private CompletableFuture<HttpResponse<String>> held(HttpClient.Version version) {
        return client.sendAsync(
                request("/topics/news/long-polling?envelope=none")
                        .version(version)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private long waiting() {
        return server.connections().snapshot().stream()
                .filter(each -> each.technique().isPresent())
                .count();
    }

    // ---- streams

    @Test
    void streamsToCurl() throws Exception {
        start();
        Process curl = new ProcessBuilder(
                        "curl",
                        "--http2",
                        "-k",
                        "-N",
                        "-s",
                        "-w",
                        "%{http_version} %{http_code}",
                        "https://127.0.0.1:" + port() + "/topics/news/sse?after=earliest")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = lines(curl.getInputStream())) {
            server.hub().publish(TOPIC, EventDraft.text("first"));
            assertThat(nextData(output)).isEqualTo("first");
            server.hub().publish(TOPIC, EventDraft.text("second"));
            assertThat(nextData(output)).isEqualTo("second");
            // The end of the server is the end of the answer, and no error.
            server.close();
            String last = "";
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line;
            }
            assertThat(last).isEqualTo("2 200");
            assertThat(curl.waitFor()).isZero();
        } finally {
            curl.destroy();
        }
    }

    @Test
    void theEntriesOfStreamsTellWhatTheyServeAndTheirBytes() throws Exception {
        start();
        HttpResponse<InputStream> stream =
                client.send(request("/topics/news/sse").build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = lines(stream.body());
        String data = "y".repeat(50_000);
        server.hub().publish(TOPIC, EventDraft.text(data));
        assertThat(nextData(lines)).isEqualTo(data);

        List<ConnectionInfo> all = server.connections().snapshot();
        assertThat(all)
                .extracting(ConnectionInfo::protocol)
                .containsExactly(ConnectionInfo.Protocol.HTTP2, ConnectionInfo.Protocol.HTTP2_STREAM);
        ConnectionInfo one = all.get(1);
        assertThat(one.technique()).contains("sse");
        assertThat(one.state()).isEqualTo(ConnectionInfo.State.STREAMING);
        assertThat(one.remote()).isEqualTo(all.get(0).remote());
        // Its frames, with their heads, and not what TLS makes of them.
        assertThat(one.bytesOut()).isBetween(50_000L + 9, 52_000L);
        long carrier = all.get(0).id();
        await().until(() ->
                server.connections().find(carrier).orElseThrow().traffic().bytesOut() > one.bytesOut() + 1_000);
        assertThat(one.bytesIn()).isBetween(20L, 500L);
        assertThat(server.connections().traffic("sse").bytesOut()).isEqualTo(one.bytesOut());
        assertThat(server.connections().traffic("sse").bytesIn()).isEqualTo(one.bytesIn());

        // Ending the entry ends that stream, in order.
        server.connections().find(one.id()).orElseThrow().close();
        while (lines.readLine() != null) {
            // What was still on its way.
            assertThat(stream.statusCode()).isEqualTo(200);
        }
        assertThat(get("/time").statusCode()).isEqualTo(200);
        await().until(() -> server.connections().count() == 1);
        assertThat(server.connections().snapshot())
                .extracting(ConnectionInfo::id)
                .containsExactly(carrier);
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        start(ServerOptions.defaults().withReadersNeedToken(true));
        String token = server.tokens().create("viewer", Rights.VIEWER).join().reveal();
        try (RawHttp2 raw = RawHttp2.connect(server)) {
            RawHttp2.Stream refused = raw.answer(raw.get("/topics/news/sse"));
            assertThat(refused.status()).isEqualTo(401);
            RawHttp2.Stream stream = raw.get("/topics/news/sse", "authorization", "Bearer " + token);
            RawHttp2.Stream held = raw.get("/topics/news/long-polling", "authorization", "Bearer " + token);
            raw.until(() -> stream.body().contains("retry"));
            await().until(() -> waiting() == 2);
            server.tokens().revoke("viewer").join();
            assertThat(raw.answer(stream).ended()).isTrue();
            assertThat(raw.answer(held).reset()).isEqualTo(8);
            // The connection is not the token's.
            assertThat(raw.answer(raw.get("/time")).status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatStopsGivesWhatThereIsAndSaysGoodbye() throws Exception {
        start();
        try (RawHttp2 raw = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = raw.get("/topics/news/sse");
            RawHttp2.Stream held = raw.get("/topics/other/long-polling");
            raw.until(() -> stream.body().contains("retry"));
            await().until(() -> waiting() == 2);
            server.hub().publish(TOPIC, EventDraft.text("last of all"));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertThat(raw.end()).isZero();
            assertThat(raw.lastStream()).isEqualTo(held.id);
            assertThat(stream.body()).contains("data: last of all\n\n");
            assertThat(stream.ended()).isTrue();
            assertThat(held.status()).isEqualTo(204);
            assertThat(held.ended()).isTrue();
            closing.get(20, TimeUnit.SECONDS);
        }
    }

    // ----

    private int port() {
        return server.httpsAddress().orElseThrow().getPort();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static BufferedReader lines(InputStream bytes) {
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    private static String nextData(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return line.substring(6);
    }
}
