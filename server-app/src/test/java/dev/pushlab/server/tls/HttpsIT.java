package dev.pushlab.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.ErrorHandler;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.TlsClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** HTTP/1.1, event streams and WebSocket through TLS over real sockets, and peers that do not speak it as they should. */
@Timeout(60)
class HttpsIT {
    private static final Topic TOPIC = new Topic("news");
    private static final HexFormat HEX = HexFormat.of();

    private PushlabServer server;

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
    }

    private void start() throws IOException {
        start(ServerOptions.defaults().withHttps(HttpsOptions.selfMade(0)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void publishesAndPolls(String version) throws Exception {
        start();
        HttpClient client = client(version);
        String origin = "https://127.0.0.1:" + port();
        HttpResponse<String> published = client.send(
                request("/topics/news/events")
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(published.statusCode()).isEqualTo(201);
        assertThat(published.sslSession().map(SSLSession::getProtocol)).contains(version);
        assertThat(published.sslSession().orElseThrow().getCipherSuite()).contains("GCM");

        HttpResponse<String> polled = get(client, "/topics/news/short-polling?after=earliest");
        assertThat(polled.body()).contains("\"aGVsbG8=\"");
        assertThat(server.connections().snapshot())
                .extracting(ConnectionInfo::protocol)
                .containsOnly(ConnectionInfo.Protocol.HTTPS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everyStreamGetsItsEvents(String version) throws Exception {
        start();
        HttpClient client = client(version);
        List<BufferedReader> streams = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            HttpResponse<InputStream> stream = client.send(
                    request("/topics/news/sse?after=earliest").build(), HttpResponse.BodyHandlers.ofInputStream());
            streams.add(new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8)));
        }
        // Small ones that are coalesced, and one that needs several records.
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(i == 100 ? "y".repeat(100_000) : "event " + i);
            server.hub().publish(TOPIC, EventDraft.text(sent.get(i)));
        }
        for (BufferedReader stream : streams) {
            for (String data : sent) {
                assertThat(nextData(stream)).isEqualTo(data);
            }
            stream.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void webSocketsTalkInBothDirections(String version) throws Exception {
        start();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = client(version)
                .newWebSocketBuilder()
                .header("Origin", "https://127.0.0.1:" + port())
                .buildAsync(URI.create("wss://127.0.0.1:" + port() + "/topics/news/websocket"), new Listener(heard))
                .join();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("subscribed");
        socket.sendText("{\"publish\":{\"data\":\"over TLS\"},\"request\":1}", true)
                .join();
        List<String> both = List.of(heard.poll(20, TimeUnit.SECONDS), heard.poll(20, TimeUnit.SECONDS));
        assertThat(both).anyMatch(text -> text.contains("\"published\"")).anyMatch(text -> text.contains("over TLS"));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void anOriginIsTheSchemeToo() throws Exception {
        start();
        HttpClient client = client("TLSv1.3");
        String host = "127.0.0.1:" + port();
        assertThat(publish(client, "https://" + host)).isEqualTo(201);
        assertThat(publish(client, "http://" + host)).isEqualTo(401);
        HttpRequest plain = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/events"))
                .header("Origin", "https://127.0.0.1:" + server.httpAddress().getPort())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(plain, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void pagesMayConnectToWhereTheyCameFrom() throws Exception {
        start();
        HttpClient client = client("TLSv1.3");
        HttpResponse<String> page = get(client, "/techniques/websocket/");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .endsWith("connect-src 'self' wss://127.0.0.1:" + port());
        assertThat(get(client, "/").body())
                .contains("https://127.0.0.1:" + port() + "/topics/")
                .doesNotContain("http://");
    }

    @Test
    void takesAnAbsoluteTargetOfItsOwnScheme() throws Exception {
        start();
        try (Socket socket =
                TlsClients.context(certificate().leaf()).getSocketFactory().createSocket("127.0.0.1", port())) {
            socket.getOutputStream()
                    .write("GET https://localhost/time HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 OK");
        }
    }

    // ---- versions

    @Test
    void refusesWhatIsOlderThanTls12() throws IOException {
        start();
        // An alert (21): fatal (2), protocol_version (70), RFC 8446 §6.
        assertThat(HEX.formatHex(answer(hello(0x0301)), 0, 7)).endsWith("0002" + "0246");
        assertThat(HEX.formatHex(answer(hello(0x0302)), 0, 7)).startsWith("15").endsWith("0002" + "0246");
    }

    /** To the same hello of a version that is spoken comes a handshake (22): ServerHello (2) with the version. */
    @Test
    void takesTheSameHelloOfTls12AndCountsWhatIsOnTheWire() throws IOException {
        start();
        byte[] hello = hello(0x0303);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(hello);
            byte[] head = socket.getInputStream().readNBytes(11);
            assertThat(HEX.formatHex(head, 0, 3)).isEqualTo("160303");
            assertThat(HEX.formatHex(head, 5, 6)).isEqualTo("02");
            assertThat(HEX.formatHex(head, 9, 11)).isEqualTo("0303");
            long id = server.connections().snapshot().get(0).id();
            TrafficCounters traffic =
                    server.connections().find(id).orElseThrow().traffic();
            socket.shutdownOutput();
            int received = head.length + socket.getInputStream().readAllBytes().length;
            await().until(() -> traffic.bytesOut() == received);
            assertThat(traffic.bytesIn()).isEqualTo(hello.length);
        }
    }

    // ---- peers that do not

    @Test
    void plainHttpEndsWithoutAnswerAndDisturbsNobody() throws Exception {
        start();
        HttpClient client = client("TLSv1.3");
        BufferedReader stream = new BufferedReader(new InputStreamReader(
                client.send(request("/topics/news/sse").build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8));
        Logger logger = (Logger) LoggerFactory.getLogger(ErrorHandler.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(log);
        try {
            byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(new String(answer(request), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
            await().until(() -> server.connections().count() == 1);
            assertThat(List.copyOf(log.list))
                    .isNotEmpty()
                    .allMatch(event -> event.getLevel().equals(Level.DEBUG))
                    .noneMatch(event -> event.getFormattedMessage().contains(HEX.formatHex(request)));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(before);
        }
        server.hub().publish(TOPIC, EventDraft.text("still here"));
        assertThat(nextData(stream)).isEqualTo("still here");
        stream.close();
    }

    @Test
    void aHandshakeThatTakesTooLongEnds() throws IOException {
        Duration head = Duration.ofMillis(400);
        start(ServerOptions.defaults()
                .withHttps(HttpsOptions.selfMade(0))
                .withLimits(HttpLimits.DEFAULT.withDeadlines(head, Duration.ofSeconds(30), Duration.ofSeconds(60))));
        byte[] hello = hello(0x0303);
        try (Socket silent = connect();
                Socket half = connect()) {
            half.getOutputStream().write(hello, 0, 20);
            assertThat(drained(silent)).isTrue();
            assertThat(drained(half)).isTrue();
        }
        await().until(() -> server.connections().count() == 0);
    }

    @Test
    void aServerThatStopsTakesLeave() throws Exception {
        start();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client("TLSv1.3")
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://127.0.0.1:" + port() + "/topics/news/websocket"), new Listener(heard))
                .join();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("subscribed");
        server.close();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1001");
    }

    // ---- certificates

    @Test
    void showsTheSameCertificateAfterARestart(@TempDir Path data) throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withHttps(HttpsOptions.selfMade(0)).withData(data);
        start(options);
        ServerCertificate first = certificate();
        server.close();
        start(options);
        assertThat(get(TlsClients.http(first.leaf(), "TLSv1.3"), "/health").statusCode())
                .isEqualTo(200);
        server.close();

        start(options.withHosts(Set.of("lab.example")));
        ServerCertificate renamed = certificate();
        assertThat(renamed.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(SelfMade.names(renamed.leaf()))
                .contains("lab.example", "localhost", "127.0.0.1")
                .hasSize(SelfMade.names(first.leaf()).size() + 1);
    }

    @Test
    void showsTheCertificateThatWasGiven(@TempDir Path folder) throws Exception {
        PemTestFiles files = PemTestFiles.rsa(folder, "127.0.0.1");
        start(ServerOptions.defaults().withHttps(files.options()));
        assertThat(certificate().leaf()).isEqualTo(files.certificate());
        assertThat(get(TlsClients.http(files.certificate(), "TLSv1.2"), "/health")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(TlsClients.http(files.certificate(), "TLSv1.3"), "/health")
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpClient client(String version) {
        return TlsClients.http(certificate().leaf(), version, HttpClient.Version.HTTP_1_1);
    }

    private ServerCertificate certificate() {
        return server.certificate().orElseThrow().certificate();
    }

    private int port() {
        return server.httpsAddress().orElseThrow().getPort();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Without a body, for which a connection could be closed before all of it was read. */
    private int publish(HttpClient client, String origin) throws Exception {
        HttpRequest request = request("/topics/news/events")
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static String nextData(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data: ")) {
            line = stream.readLine();
        }
        return line.substring("data: ".length());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** What comes until the server closes. */
    private byte[] answer(byte[] sent) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(sent);
            return socket.getInputStream().readAllBytes();
        }
    }

    private static boolean drained(Socket socket) throws IOException {
        socket.getInputStream().readAllBytes();
        return true;
    }

    /**
     * A ClientHello (RFC 5246 §7.4.1.2) that offers this version and what went with it, and knows nothing of newer ones:
     * suites of CBC and GCM over ECDHE with ECDSA, P-256.
     */
    private static byte[] hello(int version) {
        String suites = "c009" + "c00a" + "c02b" + "c02c";
        String extensions = "000a" + "0004" + "0002" + "0017" // supported_groups: secp256r1
                + "000b" + "0002" + "01" + "00" // ec_point_formats: uncompressed
                + (version < 0x0303 ? "" : "000d" + "0004" + "0002" + "0403"); // ecdsa_secp256r1_sha256
        String body = HEX.toHexDigits((short) version) + "ab".repeat(32) + "00" + HEX.toHexDigits((short) 8) + suites
                + "01" + "00" + HEX.toHexDigits((short) (extensions.length() / 2)) + extensions;
        String handshake = "01" + HEX.toHexDigits(body.length() / 2, 6) + body;
        return HEX.parseHex("16" + "0301" + HEX.toHexDigits((short) (handshake.length() / 2)) + handshake);
    }

    private record Listener(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }
    }
}
