package dev.pushlab.server.demonstration;

import dev.pushlab.server.net.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.CharsetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A client that this server plays itself: a real socket to a real port of this machine. It does not block, and no thread
 * is its own. Safe for use by any thread; the listener is called on the event loop.
 */
public final class LoopbackClient {
    private static final int CONNECT_MILLIS = 10_000;

    private volatile Channel channel;

    /** Hears what happens to a client. */
    public interface Listener {
        /** The operating system has made the connection; whether anybody has accepted it is another matter. */
        default void connected(LoopbackClient client) {}

        /** @param bytes valid only while this runs */
        default void received(LoopbackClient client, ByteBuf bytes) {}

        /** The connection has ended, or could not be made. */
        default void closed(LoopbackClient client) {}
    }

    private LoopbackClient(EventLoops loops, InetSocketAddress server, int receiveBuffer, Listener listener) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.workers())
                .channel(loops.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel it) {
                        // It may be connected before whoever connects has it.
                        channel = it;
                        it.pipeline().addLast(new Handler(listener));
                    }
                });
        if (receiveBuffer > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        ChannelFuture connecting = bootstrap.connect(server);
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                listener.closed(this);
            }
        });
    }

    public static LoopbackClient connect(EventLoops loops, InetSocketAddress server, Listener listener) {
        return new LoopbackClient(loops, server, 0, listener);
    }

    /** @param receiveBuffer bytes that the operating system takes for it, roughly: little, and it is soon full */
    public static LoopbackClient connect(
            EventLoops loops, InetSocketAddress server, int receiveBuffer, Listener listener) {
        return new LoopbackClient(loops, server, receiveBuffer, listener);
    }

    /** Where to connect to a server of this machine that listens there. */
    public static InetSocketAddress here(InetSocketAddress bound) {
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    /** Its own port, by which the other side knows it; 0 if it is not connected. */
    public int port() {
        return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /** Sends text in ASCII. */
    public void say(String text) {
        channel.writeAndFlush(channel.alloc().buffer().writeBytes(text.getBytes(CharsetUtil.US_ASCII)));
    }

    /** Sends bytes, which are released. */
    public void say(ByteBuf bytes) {
        channel.writeAndFlush(bytes);
    }

    /** Ends in an orderly way: the other side reads the end of the stream (FIN). */
    public void close() {
        channel.close();
    }

    /** Ends by a reset (RST), as the operating system does for a program that crashed with bytes unread. */
    public void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** From now on reads nothing, and does not close either. */
    public void freeze() {
        channel.config().setAutoRead(false);
    }

    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Listener listener;

        private Handler(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            listener.connected(LoopbackClient.this);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            listener.received(LoopbackClient.this, bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            listener.closed(LoopbackClient.this);
        }

        /** It was reset: the end follows. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
