package dev.pushlab.client.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Opens the genuine RFC 6455 connections behind the pages' sockets, all on one daemon thread. */
final class SocketClient implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("webview-sockets", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    /** The thread of all connections; also the clock of {@link PageDelivery}. */
    EventLoop loop() {
        return loop;
    }

    /** Begins to connect. Never throws for what the network does: that is told by {@link SocketEvents#closed}. */
    void connect(SocketConnection connection) {
        SocketTarget target = connection.target();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws NoSuchAlgorithmException {
                        if (target.secure()) {
                            channel.pipeline().addLast("tls", new SslHandler(engine(target)));
                        }
                        channel.pipeline().addLast("http", new HttpClientCodec());
                        channel.pipeline().addLast("websocket", connection.handler());
                    }
                });
        loop.execute(() -> connection.start(bootstrap.connect(target.connectHost(), target.port())));
    }

    /** The JVM's default context, as for https pages in the WebView; the certificate must be for the host's name. */
    private static SSLEngine engine(SocketTarget target) throws NoSuchAlgorithmException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine(target.connectHost(), target.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Gives connections that are being closed two seconds to say so, then ends. Does not wait. */
    @Override
    public void close() {
        group.shutdownGracefully(200, 2_000, TimeUnit.MILLISECONDS);
    }
}
