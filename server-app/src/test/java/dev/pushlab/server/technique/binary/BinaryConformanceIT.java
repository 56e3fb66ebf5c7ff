package dev.pushlab.server.technique.binary;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import dev.pushlab.server.conformance.SessionReceiver;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class BinaryConformanceIT extends RoomConformance {
    private static final Identity IDENTITY = Identity.generate();

    private static MultiThreadIoEventLoopGroup loops;

    @BeforeAll
    static void startLoops() {
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    }

    @AfterAll
    static void stopLoops() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) {
        SessionReceiver receiver = new SessionReceiver(topic, after);
        SessionConfig config = SessionReceiver.config().withIdentity(IDENTITY);
        receiver.owns(new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionPipelines.forwardDialler(channel, config, receiver);
                    }
                })
                .connect(server.tcpAddress())
                .syncUninterruptibly()
                .channel());
        return receiver;
    }
}
