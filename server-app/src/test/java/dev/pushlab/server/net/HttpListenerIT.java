package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.hub.HubOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes over real sockets, byte by byte as this test wants it. */
@Timeout(60)
class HttpListenerIT {
    private PushlabServer server;

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /nothing                               | 404 | not-found",
                "GET /topics/a*b/short-polling              | 400 | invalid-topic",
                "GET /topics/news/carrier-pigeon            | 404 | unknown-technique",
                "GET /topics/news/binary                    | 404 | unknown-technique",
                "GET /topics/news/short-polling?after=1     | 400 | invalid-id",
                "GET /topics/news/sse?after=x:1             | 400 | invalid-id",
                "GET /topics/news/sse?envelope=x            | 400 | invalid-parameter",
                "GET /topics/news/short-polling?limit=-1    | 400 | invalid-parameter",
                "GET /topics/%zz/short-polling              | 400 | malformed-request",
                "GET /topics/news/short-polling?after=%zz   | 400 | malformed-request",
                "GET /nothing?lang=%zz                      | 404 | not-found",
                "GET /topics/..%2f..%2fetc/short-polling    | 400 | invalid-topic",
                "GET /web/../net/messages.properties        | 404 | not-found",
                "GET /web/%2e%2e%2fnet%2fmessages.properties| 404 | not-found",
                "GET /web/kit/                              | 404 | not-found",
                "GET /techniques/nothing/                   | 404 | unknown-technique",
                "GET /topics/news/websocket                 | 426 | upgrade-required",
                "GET /topics/news/events                    | 404 | unknown-technique",
                "POST /topics/news/sse                      | 405 | method-not-allowed",
                "DELETE /techniques                         | 405 | method-not-allowed",
                "OPTIONS /                                  | 405 | method-not-allowed",
            })
    void answersWithAProblem(String request, int status, String reason) throws IOException {
        start(ServerOptions.defaults());
        Answer answer = ask(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.status).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        JsonNode problem = new JsonMapper().readTree(answer.body);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("reason").asText()).isEqualTo(reason);
        assertThat(problem.get("type").asText()).isEqualTo("/problems/" + reason);
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(answer.header("allow") != null).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "both lengths       | POST /topics/n/events HTTP/1.1~Host: localhost~Content-Length: 1~Transfer-Encoding: chunked~~0~~ | 400",
                "two lengths        | POST /topics/n/events HTTP/1.1~Host: localhost~Content-Length: 1~Content-Length: 2~~x | 400",
                "other coding       | POST /topics/n/events HTTP/1.1~Host: localhost~Transfer-Encoding: gzip, chunked~~ | 400",
                "coding in HTTP/1.0 | POST /topics/n/events HTTP/1.0~Host: localhost~Transfer-Encoding: chunked~~0~~ | 400",
                "no host            | GET / HTTP/1.1~~ | 400",
                "two hosts          | GET / HTTP/1.1~Host: a~Host: localhost~~ | 400",
                "odd host           | GET / HTTP/1.1~Host: a b~~ | 400",
                "a stranger's name  | GET / HTTP/1.1~Host: evil.example~~ | 421",
                "other version      | GET / HTTP/2.0~Host: localhost~~ | 505",
                "odd target         | GET relative HTTP/1.1~Host: localhost~~ | 400",
                "body of a GET      | GET / HTTP/1.1~Host: localhost~Content-Length: 1~~x | 400",
                "expectation        | POST /topics/n/events HTTP/1.1~Host: localhost~Expect: tea~Content-Length: 1~~ | 417",
                "too long           | POST /topics/n/events HTTP/1.1~Host: localhost~Content-Length: 1048577~~ | 413",
            })
    void refusesAndCloses(String what, String request, int status) throws IOException {
        start(ServerOptions.defaults());
        Answer answer = ask(request.replace("~", "\r\n"));
        assertThat(answer.status).as(what).isEqualTo(status);
        assertThat(answer.header("connection")).isEqualTo("close");
    }

    @Test
    void boundsTheLineTheHeadersAndAChunkedBody() throws IOException {
        start(ServerOptions.defaults());
        assertThat(ask("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status)
                .isEqualTo(414);
        assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n").status)
                .isEqualTo(431);
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            body.append("10000\r\n").append("x".repeat(1 << 16)).append("\r\n");
        }
        String head = "POST /topics/n/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n";
        assertThat(ask(head + body + "0\r\n\r\n").status).isEqualTo(413);
    }

    @Test
    void publishesUpToOneMebibyteAndKeepsTypes() throws IOException {
        start(ServerOptions.defaults());
        Answer answer = ask("POST /topics/n/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: text/plain\r\nEvent-Type: big\r\nContent-Length: 1048576\r\n\r\n"
                + "x".repeat(1 << 20));
        assertThat(answer.status).isEqualTo(201);
        assertThat(answer.body).isEqualTo("{\"id\":\"" + server.hub().epoch() + ":1\"}");
        Answer polled = ask("GET /topics/n/short-polling?after=earliest HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\r\n");
        JsonNode event = new JsonMapper().readTree(polled.body).get("events").get(0);
        assertThat(event.get("type").asText()).isEqualTo("big");
        assertThat(event.get("contentType").asText()).isEqualTo("text/plain");
        assertThat(event.get("data").asText()).hasSize(1 << 20);
    }

    @Test
    void wantsTheTokenOfEverybodyWhoIsNotCertainlyLocal() throws IOException {
        start(ServerOptions.defaults());
        String token = "Authorization: Bearer " + server.token().reveal() + "\r\n";
        assertThat(publish("Host: localhost\r\n")).isEqualTo(201);
        assertThat(publish("Host: 127.0.0.1:1\r\n")).isEqualTo(201);
        assertThat(publish("Host: localhost\r\nOrigin: http://localhost\r\n")).isEqualTo(201);
        assertThat(publish("Host: localhost\r\nOrigin: http://evil.example\r\n"))
                .isEqualTo(401);
        assertThat(publish("Host: localhost\r\nOrigin: null\r\n")).isEqualTo(401);
        assertThat(publish("Host: localhost\r\nSec-Fetch-Site: cross-site\r\n")).isEqualTo(401);
        assertThat(publish("Host: 10.0.0.1\r\n")).isEqualTo(401);
        assertThat(publish("Host: localhost\r\nAuthorization: Bearer wrong\r\n"))
                .isEqualTo(401);
        assertThat(publish("Host: 10.0.0.1\r\n" + token)).isEqualTo(201);
        assertThat(publish("Host: localhost\r\nOrigin: http://evil.example\r\n" + token))
                .isEqualTo(201);
    }

    @Test
    void wantsTheTokenFromLocalOnesTooIfSoConfigured() throws IOException {
        start(ServerOptions.defaults().withLoopbackExempt(false));
        assertThat(publish("Host: localhost\r\n")).isEqualTo(401);
        Answer challenge = ask("POST /topics/n/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(challenge.header("www-authenticate")).startsWith("Bearer");
    }

    @Test
    void answersInTheLanguageOfTheClient() throws IOException {
        start(ServerOptions.defaults());
        String request = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        assertThat(ask(request + "\r\n").body).contains("Not found");
        Answer chinese = ask(request + "Accept-Language: fr, zh-CN;q=0.8, en;q=0.1\r\n\r\n");
        assertThat(chinese.body).contains("未找到");
        assertThat(chinese.header("content-language")).isEqualTo("zh-CN");
        assertThat(ask("GET /?lang=zh_CN HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").body)
                .contains("<html lang=\"zh-CN\">", "/techniques/sse/?lang=zh-CN");
    }

    @Test
    void servesPagesWithValidatorsAndAPolicy() throws IOException {
        start(ServerOptions.defaults());
        String request = " /techniques/websocket/ HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n";
        Answer page = ask("GET" + request + "\r\n");
        assertThat(page.status).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("content-security-policy"))
                .startsWith("default-src 'none'")
                .endsWith("connect-src 'self' ws://localhost:80");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        Answer head = ask("HEAD" + request + "\r\n");
        assertThat(head.body).isEmpty();
        assertThat(head.header("content-length"))
                .isEqualTo(String.valueOf(page.body.getBytes(StandardCharsets.UTF_8).length));
        Answer again = ask("GET" + request + "If-None-Match: " + page.header("etag") + "\r\n\r\n");
        assertThat(again.status).isEqualTo(304);
        assertThat(again.body).isEmpty();
        assertThat(ask("GET /techniques/sse?lang=en HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .header("location"))
                .isEqualTo("/techniques/sse/?lang=en");
        assertThat(ask("GET http://localhost/web/base.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .header("content-type"))
                .isEqualTo("text/css; charset=utf-8");
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        start(ServerOptions.defaults());
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            requests.append("POST /topics/n/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n")
                    .append(i == 9 ? "Connection: close\r\n\r\n" : "\r\n")
                    .append(i);
        }
        String all = ask(requests.toString()).all;
        int from = 0;
        for (int i = 1; i <= 10; i++) {
            int at = all.indexOf("\"" + server.hub().epoch() + ":" + i + "\"");
            assertThat(at).as("answer %s", i).isGreaterThan(from);
            from = at;
        }
    }

    @Test
    void closesWhoDripsHeadersOrBodies() throws Exception {
        Duration brief = Duration.ofMillis(300);
        start(ServerOptions.defaults().withLimits(HttpLimits.DEFAULT.withDeadlines(brief, brief, brief)));
        for (String beginning : new String[] {
            "",
            "GET / HTTP/1.1\r\nX: ",
            "POST /topics/n/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
        }) {
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(beginning.getBytes(StandardCharsets.US_ASCII));
                Thread dripping = new Thread(() -> drip(out));
                dripping.start();
                assertThat(readAll(socket)).startsWith("HTTP/1.1 408");
                dripping.join();
            }
        }
        try (Socket idle = connect()) {
            idle.getOutputStream()
                    .write("GET /time HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(readAll(idle)).startsWith("HTTP/1.1 200");
        }
    }

    private static void drip(OutputStream out) {
        try {
            while (true) {
                out.write('x');
                out.flush();
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException closed) {
            assertThat(closed).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void boundsConnectionsAndTopics() throws IOException {
        start(ServerOptions.defaults()
                .withLimits(new ServerLimits(ConnectionLimits.of(2, 1), HttpLimits.DEFAULT, FanoutLimits.DEFAULT))
                .withHistory(new HubOptions(1, 10, 1_000)));
        List<Socket> held = new ArrayList<>(List.of(connect(), connect()));
        await().until(() -> server.connections().count() == 2);
        Answer refused = ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(refused.status).isEqualTo(503);
        assertThat(refused.body).contains("too-many-connections");
        for (Socket socket : held) {
            socket.close();
        }
        await().until(() -> server.connections().count() == 0);
        assertThat(publish("Host: localhost\r\n")).isEqualTo(201);
        Answer topics = ask("GET /topics/other/sse HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(topics.status).isEqualTo(503);
        assertThat(topics.body).contains("too-many-topics");
    }

    @Test
    void ignoresTheOfferOfHttp2() throws IOException {
        start(ServerOptions.defaults());
        Answer answer =
                ask("GET /techniques HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n\r\n");
        assertThat(answer.status).isEqualTo(200);
        assertThat(new JsonMapper().readTree(answer.body).findValuesAsText("id"))
                .contains("sse", "websocket");
    }

    @Test
    void showsConnectionsWithTheirTechniqueAndTraffic() throws IOException {
        start(ServerOptions.defaults());
        try (Socket socket = connect()) {
            byte[] request =
                    "GET /topics/n/sse HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(request);
            await().until(() -> server.connections().snapshot().stream()
                    .anyMatch(it -> it.state() == ConnectionInfo.State.STREAMING && it.bytesOut() > 0));
            ConnectionInfo info = server.connections().snapshot().get(0);
            assertThat(info.technique()).contains("sse");
            assertThat(info.bytesIn()).isEqualTo(request.length);
            assertThat(server.connections().traffic("sse").bytesIn()).isEqualTo(request.length);
            assertThat(server.connections().traffic("sse").bytesOut()).isEqualTo(info.bytesOut());
            assertThat(server.hub().topics().get(0).subscribers()).isEqualTo(1);
        }
        await().until(() -> server.connections().count() == 0);
        assertThat(server.hub().topics()).isEmpty();
    }

    private int publish(String headers) throws IOException {
        return ask("POST /topics/n/events HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: 1\r\n\r\nx")
                .status;
    }

    private Socket connect() throws IOException {
        return new Socket(
                server.httpAddress().getAddress(), server.httpAddress().getPort());
    }

    /** Sends all of this and reads until the server closes. */
    private Answer ask(String request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            } catch (SocketException refusedEarly) {
                // The answer is there nevertheless.
                assertThat(refusedEarly).hasMessageMatching("(?s).*(reset|Broken pipe|aborted).*");
            }
            return new Answer(readAll(socket));
        }
    }

    private static String readAll(Socket socket) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                all.write(part, 0, n);
            }
        } catch (SocketException reset) {
            // A server that closes with unread input resets; what it said before counts.
            assertThat(all.size()).as(reset.toString()).isPositive();
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static final class Answer {
        final String all;
        final int status;
        final String body;
        private final String head;

        Answer(String all) {
            this.all = all;
            status = Integer.parseInt(all.substring(9, 12));
            int end = all.indexOf("\r\n\r\n");
            head = all.substring(0, end);
            body = all.substring(end + 4);
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst()
                    .orElse(null);
        }
    }
}
