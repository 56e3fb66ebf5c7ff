package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions over real sockets. */
@Timeout(120)
class SessionIT {
    private static final Topic NEWS = new Topic("news");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final SessionConfig server = SessionConfig.server("lab").withIdentity(Identity.generate());
    private final SessionConfig client = SessionConfig.client("desk").withIdentity(Identity.generate());
    private final RecordingListener atServer = new RecordingListener();
    private final RecordingListener atClient = new RecordingListener();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @EnumSource(
            value = Suite.class,
            names = {"XX_CHACHAPOLY", "XX_AESGCM", "PLAINTEXT"})
    void keysAreRenewedUnderLoadAndNothingIsLost(Suite suite) throws Exception {
        int count = 30_000;
        RenewalPolicy often = new RenewalPolicy(100, Duration.ofMillis(50));
        AtomicLong next = new AtomicLong(1);
        List<String> wrong = new ArrayList<>();
        atClient.onMessage = (session, message) -> {
            if (message instanceof Message.EventMessage event) {
                long expected = next.getAndIncrement();
                if (!event.equals(event(expected))) {
                    wrong.add(expected + " was " + event);
                }
                if (expected % 100 == 0) {
                    session.send(new Message.Ack(NEWS, event.event().id()));
                }
            }
        };
        // A machine that is busy with other things is not what is tested here.
        SessionLimits patient = SessionLimits.DEFAULT.withBacklog(Duration.ofSeconds(60), 256 << 10, 1 << 20, 16 << 20);
        connect(
                server.withSuites(suite).withRenewal(often).withLimits(patient),
                client.withSuites(suite).withRenewal(often).withLimits(patient));
        Session session = atServer.session;
        session.send(new Message.Subscribed(NEWS, 7, new EventId(1, 0), true));
        for (int i = 1; i <= count; i++) {
            session.send(event(i));
            if (i % 500 == 0) {
                await().atMost(Duration.ofSeconds(30)).until(session::isWritable);
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> next.get() > count || !atClient.isOpen());
        assertThat(wrong).isEmpty();
        assertThat(atClient.calls).as("%s", atClient.reason).containsExactly("opened");
        assertThat(next).hasValue(count + 1L);
        await().until(() -> atServer.messages.size() == count / 100);
        if (suite != Suite.PLAINTEXT) {
            await().until(() -> atServer.session.status().get().renewals() >= 3);
        }
        assertThat(session.traffic().bytesOut()).isGreaterThan(count * 10L);

        atClient.session.close(ReasonCode.GOODBYE, "enough");
        await().until(() -> atServer.calls.contains("closed") && atClient.calls.contains("closed"));
        assertThat(atServer.reason).isEqualTo(ReasonCode.GOODBYE);
        assertThat(atClient.reason).isEqualTo(ReasonCode.GOODBYE);
    }

    @Test
    void aLostConnectionIsNoticedOnTheOtherSide() throws Exception {
        Channel channel = connect(server, client);
        channel.close();
        await().until(() -> atServer.calls.contains("closed"));
        assertThat(atServer.reason).isEqualTo(ReasonCode.CONNECTION_LOST);
    }

    @Test
    void aPeerThatStopsReadingIsCutOff() throws Exception {
        SessionLimits small = SessionLimits.DEFAULT.withBacklog(Duration.ofSeconds(60), 16 << 10, 64 << 10, 1 << 20);
        Channel channel = connect(server.withLimits(small), client);
        channel.config().setAutoRead(false);
        Session session = atServer.session;
        session.send(new Message.Subscribed(NEWS, 7, new EventId(1, 0), true));
        Message big = event(1, 60_000);
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            session.send(big);
            return atServer.calls.contains("closed");
        });
        assertThat(atServer.reason).isEqualTo(ReasonCode.TOO_SLOW);
        assertThat(atServer.writability).startsWith(false);
    }

    @Test
    void aStrangerReadsTheReasonToTheEnd() throws Exception {
        int port = listen(server);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            InputStream in = socket.getInputStream();
            byte[] answer = in.readAllBytes();
            assertThat(new String(answer)).contains("the first four bytes are no frame length");
        }
        await().until(() -> atServer.calls.contains("failed"));
        assertThat(atServer.reason).isEqualTo(ReasonCode.NOT_PUSHLAB);
    }

    @Test
    void refusalsOfTheOperatingSystemAreNamed() throws Exception {
        int port = listen(server);
        loopsServer.close().sync();
        Throwable refused = dial(InetAddress.getLoopbackAddress(), port);
        assertThat(DialFailure.of(refused)).isEqualTo(DialFailure.REFUSED);
    }

    private Channel loopsServer;

    private Throwable dial(InetAddress address, int port) throws InterruptedException {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // Only the connection counts.
                    }
                })
                .connect(address, port)
                .await()
                .cause();
    }

    private int listen(SessionConfig config) throws InterruptedException {
        loopsServer = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.SO_SNDBUF, 32 << 10)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionPipelines.forwardListener(channel, config, atServer);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        return ((InetSocketAddress) loopsServer.localAddress()).getPort();
    }

    private Channel connect(SessionConfig serverConfig, SessionConfig clientConfig) throws InterruptedException {
        int port = listen(serverConfig);
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionPipelines.forwardDialler(channel, clientConfig, atClient);
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
        await().until(() -> atServer.isOpen() && atClient.isOpen());
        return channel;
    }

    private static Message event(long offset) {
        return event(offset, (int) (offset % 300));
    }

    private static Message event(long offset, int size) {
        return new Message.EventMessage(
                7,
                new Event(
                        new EventId(1, offset),
                        NEWS,
                        "",
                        Instant.EPOCH.plusMillis(offset),
                        EventDraft.BINARY,
                        Payload.binary(new byte[size])));
    }
}
