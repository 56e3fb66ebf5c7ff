package dev.pushlab.server.testing;

import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A client upon the shared session layer alone, that does what a test tells it, right or wrong. */
public final class TestClient implements AutoCloseable {
    public final Identity identity = Identity.generate();
    public final SessionConfig config;
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    /** What is done with a connection that was accepted. */
    public interface Answer extends BiConsumer<Channel, Recorder> {}

    public TestClient(String name) {
        config = SessionConfig.client(name).withIdentity(identity);
    }

    public String fingerprint() {
        return identity.fingerprint().toString();
    }

    public Recorder connect(InetSocketAddress server) {
        return connect(server, config);
    }

    public Recorder connect(InetSocketAddress server, SessionConfig own) {
        Recorder recorder = new Recorder();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        SessionPipelines.forwardDialler(ch, own, recorder);
                    }
                })
                .connect(server)
                .syncUninterruptibly()
                .channel();
        channels.add(channel);
        return recorder;
    }

    /** Stops taking what the server sends, as a slow consumer does. */
    public void stopReading() {
        channels.forEach(channel -> channel.config().setAutoRead(false));
    }

    public void resumeReading() {
        channels.forEach(channel -> channel.config().setAutoRead(true));
    }

    /** Listens on a free loopback port. */
    public InetSocketAddress listen(Recorder recorder, Answer answer) {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), recorder, answer);
    }

    public InetSocketAddress listen(InetSocketAddress address, Recorder recorder, Answer answer) {
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        channels.add(ch);
                        answer.accept(ch, recorder);
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
        channels.add(listener);
        return (InetSocketAddress) listener.localAddress();
    }

    /** Answers the call of the server this ticket was agreed with. */
    public Answer withTicket(CallbackTicket ticket) {
        return (channel, recorder) -> SessionPipelines.callbackListener(channel, config, ticket, recorder);
    }

    /** Answers any server. */
    public Answer toAnybody() {
        return (channel, recorder) -> SessionPipelines.openListener(channel, config, recorder);
    }

    public static Message.Register register(int port, String name) {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        return new Message.Register(port, name, Bytes.of(nonce));
    }

    /** The right answer to a push; wipes the key. */
    public Message.KeyAck ack(Session session, Message.KeyPush push) {
        SecretBytes bytes = SecretBytes.takeOver(push.wraps().get(0).wrapped().toArray());
        try (GroupKey key = new GroupKey(push.groupId(), push.epoch(), bytes, Instant.EPOCH, push.notAfter())) {
            byte[] mac =
                    key.acknowledgement(fingerprint(), session.handshakeHash().toArray());
            return new Message.KeyAck(push.groupId(), push.epoch(), Bytes.of(mac));
        }
    }

    /** Confirms keys and answers POLLs, as a real client does. */
    public BiConsumer<Session, Message> likeAClient() {
        return (session, message) -> {
            if (message instanceof Message.KeyPush push) {
                session.send(ack(session, push));
            } else if (message instanceof Message.Poll poll) {
                session.send(new Message.Polled(poll.sequence(), 0));
            }
        };
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly(2, TimeUnit.SECONDS));
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
