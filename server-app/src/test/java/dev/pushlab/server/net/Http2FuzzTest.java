package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.message.Message;
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
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * An entry for the Jazzer fuzzer: frames of HTTP/2. An ordinary test run replays the seeds in the resources folder of this
 * class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=Http2FuzzTest#connection} searches for new inputs.
 */
class Http2FuzzTest {
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /** What might come over a connection after its beginning. */
    @FuzzTest(maxDuration = "5m")
    void connection(byte[] bytes) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger errors = (Logger) LoggerFactory.getLogger(ErrorHandler.class);
        errors.addAppender(log);
        ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.of(20, 20));
        try (Hub hub = new Hub(new HubOptions(8, 100, 1 << 20), 7, Clock.systemUTC())) {
            // Accepted by somebody: what has no such parent counts as a client.
            EmbeddedChannel channel = new EmbeddedChannel(
                    new LocalServerChannel(), DefaultChannelId.newInstance(), true, false, pipeline(registry, hub));
            try {
                channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf(), Unpooled.wrappedBuffer(SETTINGS.clone()));
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                channel.runPendingTasks();
                channel.checkException();
                for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                    check(out);
                    out.release();
                }
            } finally {
                channel.finishAndReleaseAll();
            }
            assertThat(registry.count()).isZero();
            assertThat(hub.topics()).allMatch(topic -> topic.subscribers() == 0);
            assertThat(log.list).isEmpty();
        } finally {
            errors.detachAppender(log);
        }
    }

    /** Whatever comes, it is the peer's fault or none: never a failure of the server. */
    private static void check(ByteBuf out) {
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("internal-error");
        boolean isFrame = out.readableBytes() >= 9;
        int type = isFrame ? out.getByte(3) : -1;
        if (isFrame && type == 3 && out.readableBytes() == 13) {
            assertThat(out.getUnsignedInt(9)).isNotEqualTo(Http2Error.INTERNAL_ERROR.code());
        } else if (isFrame && type == 7 && out.readableBytes() >= 17) {
            assertThat(out.getUnsignedInt(13)).isNotEqualTo(Http2Error.INTERNAL_ERROR.code());
        }
    }

    private static ChannelInitializer<Channel> pipeline(ConnectionRegistry registry, Hub hub) {
        HttpLimits limits = HttpLimits.DEFAULT;
        Access access = new Access(Tokens.inMemory(AccessToken.of("the-token-of-the-seeds")), true, Set.of(), Set.of());
        HttpRoutes.Builder routes = new HttpRoutes.Builder().post("/topics/{topic}/events", new PublishEndpoint(hub));
        new CatalogRoutes(
                        new TechniqueCatalog(),
                        new TechniqueContext(hub, new Fanout(hub), limits, new Heartbeats(limits.heartbeat())))
                .addTo(routes);
        HttpInitializer initializer = new HttpInitializer(registry, limits, access, routes.build());
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Connection connection = registry.register(
                                channel, ConnectionInfo.Protocol.HTTPS, Message.Direction.FORWARD)
                        .orElseThrow();
                initializer.http2(channel.pipeline(), connection);
            }
        };
    }
}
