package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.catalog.CatalogRoutes;
import dev.pushlab.server.catalog.TechniqueCatalog;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.publish.PublishEndpoint;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;

/**
 * Entry for the Jazzer fuzzer. An ordinary test run replays the seeds in the resources folder of this class; with
 * {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=HttpFuzzTest} searches for new inputs.
 */
class HttpFuzzTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    /** A stream of bytes as it might come over a connection: requests, the beginnings of streams, frames in them. */
    @FuzzTest(maxDuration = "5m")
    void connection(byte[] bytes) {
        try (Hub hub = new Hub(new HubOptions(8, 100, 1 << 20), 7, Clock.systemUTC())) {
            EmbeddedChannel channel = new LoopbackChannel(initializer(hub));
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                channel.runPendingTasks();
                channel.checkException();
                StringBuilder answers = new StringBuilder();
                for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                    if (out instanceof ByteBuf buffer) {
                        answers.append(buffer.toString(StandardCharsets.ISO_8859_1));
                    }
                    ReferenceCountUtil.release(out);
                }
                // Whatever comes, it is the peer's fault or none: never a failure of the server.
                assertThat(answers).doesNotContain("HTTP/1.1 500 ", "internal-error");
                if (answers.length() > 0) {
                    assertThat(answers.toString()).startsWith("HTTP/1.1 ");
                }
            } finally {
                channel.finishAndReleaseAll();
            }
        }
    }

    private static HttpInitializer initializer(Hub hub) {
        HttpLimits limits = HttpLimits.DEFAULT;
        Access access = new Access(Tokens.inMemory(AccessToken.of("the-token-of-the-seeds")), true, Set.of(), Set.of());
        HttpRoutes.Builder routes = new HttpRoutes.Builder().post("/topics/{topic}/events", new PublishEndpoint(hub));
        new CatalogRoutes(
                        new TechniqueCatalog(),
                        new TechniqueContext(hub, new Fanout(hub), limits, new Heartbeats(limits.heartbeat())))
                .addTo(routes);
        return new HttpInitializer(new ConnectionRegistry(ConnectionLimits.of(8, 8)), limits, access, routes.build());
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
