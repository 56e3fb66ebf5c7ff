package dev.pushlab.server.http2;

import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.conformance.RoomConformance;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.TlsClients;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Rooms whose clients, all of them, share one connection of HTTP/2 and break off with RST_STREAM. */
abstract class Http2Conformance extends RoomConformance {
    /** So long does the connection stay when nobody is left. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private PushlabServer known;
    private HttpClient client;

    @Override
    protected ServerOptions options(ServerOptions common) {
        HttpLimits limits = HttpLimits.DEFAULT
                .withHeartbeat(HEARTBEAT)
                .withDeadlines(HttpLimits.DEFAULT.headDeadline(), HttpLimits.DEFAULT.bodyDeadline(), IDLE);
        return common.withLimits(Http2Limits.of(limits, 1_000, 1_000_000)).withHttps(HttpsOptions.selfMade(0));
    }

    <T> HttpResponse<T> get(PushlabServer server, String target, HttpResponse.BodyHandler<T> body) throws IOException {
        int port = server.httpsAddress().orElseThrow().getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + target))
                .build();
        try {
            HttpResponse<T> answer = client(server).send(request, body);
            if (answer.version() != HttpClient.Version.HTTP_2 || answer.statusCode() >= 300) {
                throw new IOException(answer.toString());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private synchronized HttpClient client(PushlabServer server) {
        if (known != server) {
            known = server;
            client = TlsClients.http(
                    server.certificate().orElseThrow().certificate().leaf(), "TLSv1.3");
        }
        return client;
    }
}
