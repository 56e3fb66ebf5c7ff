package dev.pushlab.server.technique.binary;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.protocol.session.SessionListener;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class BinaryConformanceIT extends RoomConformance {
    private static final int PATIENCE_SECONDS = 60;

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
        Client client = new Client(topic, after);
        SessionConfig config = SessionConfig.client("conformance")
                .withIdentity(IDENTITY)
                .withLimits(SessionLimits.DEFAULT.withHeartbeat(HEARTBEAT, SessionLimits.DEFAULT.silence()));
        client.channel = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        SessionPipelines.forwardDialler(ch, config, client);
                    }
                })
                .connect(server.tcpAddress())
                .syncUninterruptibly()
                .channel();
        return client;
    }

    private static final class Client implements Receiver, SessionListener {
        private final BlockingQueue<List<Arrival>> inbox = new LinkedBlockingQueue<>();
        private final Topic topic;
        private final Position after;
        private Channel channel;

        Client(Topic topic, Position after) {
            this.topic = topic;
            this.after = after;
        }

        @Override
        public void opened(Session session) {
            // Changes with each PONG.
            session.status().subscribe(status -> inbox.add(List.of(new Arrival.SignOfLife())));
            session.send(new Message.Subscribe(topic, after));
        }

        @Override
        public void received(Session session, Message message) {
            if (message instanceof Message.Subscribed subscribed) {
                inbox.add(List.of(new Arrival.Standing(subscribed.start())));
            } else if (message instanceof Message.EventMessage delivered) {
                Event event = delivered.event();
                inbox.add(List.of(new Arrival.Delivered(event.id(), event.type(), event.payload())));
            } else if (message instanceof Message.GapMessage gap) {
                inbox.add(List.of(new Arrival.Missed(gap.gap().resumed())));
            }
        }

        @Override
        public void closed(Session session, ReasonCode reason, String detail) {
            failed(reason, detail);
        }

        /** Taken for a loss by whoever still receives. */
        @Override
        public void failed(ReasonCode reason, String detail) {
            inbox.add(List.of());
        }

        @Override
        public List<Arrival> receive() throws IOException {
            try {
                List<Arrival> next = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null || next.isEmpty()) {
                    throw new IOException(next == null ? "nothing comes" : "the session has ended");
                }
                return next;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            channel.close().syncUninterruptibly();
        }
    }
}
