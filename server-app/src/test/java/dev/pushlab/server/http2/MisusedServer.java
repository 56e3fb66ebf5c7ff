package dev.pushlab.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.RawHttp2;
import dev.pushlab.server.tls.HttpsOptions;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A server for peers that do what they must not. Whatever one connection did, others go on, and nothing is left of it. */
@Timeout(60)
abstract class MisusedServer {
    // RFC 9113 §7
    static final long NO_ERROR = 0;
    static final long PROTOCOL_ERROR = 1;
    static final long FLOW_CONTROL_ERROR = 3;
    static final long FRAME_SIZE_ERROR = 6;
    static final long REFUSED_STREAM = 7;
    static final long CANCEL = 8;
    static final long ENHANCE_YOUR_CALM = 11;

    PushlabServer server;

    void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options.withHttps(HttpsOptions.selfMade(0)));
        server.start();
    }

    void start() throws IOException {
        start(ServerOptions.defaults());
    }

    void start(HttpLimits limits) throws IOException {
        start(ServerOptions.defaults().withLimits(limits));
    }

    @AfterEach
    void stop() throws IOException {
        try (RawHttp2 other = RawHttp2.connect(server)) {
            assertThat(other.answer(other.get("/time")).status()).isEqualTo(200);
        }
        await().until(() -> server.connections().count() == 0);
        server.close();
    }

    static Http2Headers head(String path) {
        return new DefaultHttp2Headers(false)
                .method("GET")
                .scheme("https")
                .authority("localhost")
                .path(path);
    }
}
