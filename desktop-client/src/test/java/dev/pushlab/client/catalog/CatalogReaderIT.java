package dev.pushlab.client.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Family;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatalogReaderIT {
    private static final String ONE =
            "[{\"id\":\"sse\",\"family\":\"html5\",\"kind\":\"web\",\"page\":\"/techniques/sse/\","
                    + "\"titles\":{\"en\":\"a\",\"zh-CN\":\"b\"},\"summaries\":{\"en\":\"a\",\"zh-CN\":\"b\"}}]";

    @Test
    void theDemonstrationsOfAServerComeBehindItsTechniques() throws IOException {
        try (PushlabServer server = new PushlabServer(ServerOptions.defaults())) {
            server.start();
            List<TechniqueDescriptor> read =
                    new CatalogReader().read(web(server.httpAddress())).join();
            assertThat(read.subList(0, server.catalog().techniques().size()))
                    .isEqualTo(server.catalog().descriptors());
            assertThat(read.subList(server.catalog().techniques().size(), read.size()))
                    .isNotEmpty()
                    .allMatch(each -> each.family() == Family.DEMONSTRATION);
        }
    }

    @Test
    void anOlderServerHasNone() throws IOException {
        HttpServer older = serve(200, ONE);
        try {
            List<TechniqueDescriptor> read =
                    new CatalogReader().read(web(older.getAddress())).join();
            assertThat(read).extracting(TechniqueDescriptor::id).containsExactly("sse");
        } finally {
            older.stop(0);
        }
    }

    @Test
    void aServerWithoutTechniquesIsNamedAsOne() throws IOException {
        HttpServer other = serve(500, "");
        try {
            assertThatThrownBy(() ->
                            new CatalogReader().read(web(other.getAddress())).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CatalogException.class,
                            e -> assertThat(e.reason()).isEqualTo(CatalogException.Reason.STATUS));
        } finally {
            other.stop(0);
        }
    }

    /** At {@code /techniques}, and 404 elsewhere. */
    private static HttpServer serve(int status, String techniques) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/techniques", exchange -> {
            byte[] body = techniques.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI web(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort() + "/");
    }
}
