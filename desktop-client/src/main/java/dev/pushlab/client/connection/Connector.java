package dev.pushlab.client.connection;

import dev.pushlab.protocol.session.DialFailure;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes and accepts the client's TCP connections, all on one event loop, which is also the one on which the client
 * decides everything: hence no locks. Names are resolved on a thread of their own, because the system's resolver
 * blocks.
 */
final class Connector implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("client", true), NioIoHandler.newFactory());
    private final ExecutorService resolver = Executors.newSingleThreadExecutor(new DefaultThreadFactory("dns", true));
    private final EventLoop loop = group.next();

    EventLoop loop() {
        return loop;
    }

    /** A connection attempt that may be given up. Belongs to the event loop. */
    static final class Dialling {
        private Channel channel;
        private boolean cancelled;

        /** The link is told nothing more, unless its session is established already. */
        void cancel() {
            cancelled = true;
            if (channel != null) {
                channel.close();
            }
        }
    }

    /**
     * Dials a server.
     *
     * @param link told about the session, or why there is none
     * @param connected told on the event loop when the TCP connection stands and the handshake begins
     */
    Dialling dial(
            ServerAddress server, Duration timeout, SessionConfig config, Link link, Consumer<Channel> connected) {
        Dialling dialling = new Dialling();
        resolver.execute(() -> {
            InetAddress address;
            try {
                address = InetAddress.getByName(server.host());
            } catch (UnknownHostException e) {
                link.fail(new Cause(DialFailure.UNRESOLVED.key(), server.host(), false));
                return;
            }
            loop.execute(() -> {
                if (!dialling.cancelled) {
                    connect(dialling, new InetSocketAddress(address, server.port()), timeout, config, link, connected);
                }
            });
        });
        return dialling;
    }

    private void connect(
            Dialling dialling,
            InetSocketAddress address,
            Duration timeout,
            SessionConfig config,
            Link link,
            Consumer<Channel> connected) {
        ChannelFuture future = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionPipelines.forwardDialler(channel, config, link);
                    }
                })
                .connect(address);
        dialling.channel = future.channel();
        future.addListener(done -> {
            if (done.isSuccess()) {
                connected.accept(future.channel());
            } else if (!dialling.cancelled) {
                DialFailure failure = DialFailure.of(done.cause());
                link.fail(new Cause(failure.key(), String.valueOf(done.cause().getMessage()), false));
            }
        });
    }

    /**
     * Opens a listening socket.
     *
     * @param accept called on the event loop with each connection, before it reads anything; closes what it refuses
     */
    ChannelFuture listen(InetSocketAddress address, Consumer<Channel> accept) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 8)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept.accept(channel);
                    }
                })
                .bind(address);
    }

    /** Ends the event loop; waits up to 5 s for it. */
    @Override
    public void close() {
        resolver.shutdownNow();
        group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
