package dev.pushlab.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** An open port. */
public final class Listener implements AutoCloseable {
    /** Connections that the operating system keeps until they are accepted. */
    private static final int BACKLOG = 1024;

    /**
     * A read takes up to 4 KiB: learning what a connection sends would cost each one 100 bytes more than it is worth. Of what
     * has come up to 16 reads are taken at once, so that many small messages become one round of the fan-out.
     */
    private static final RecvByteBufAllocator RECEIVE = new FixedRecvByteBufAllocator(4 << 10).maxMessagesPerRead(16);

    private final Channel channel;

    private Listener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Opens a port.
     *
     * @param address port 0 takes any that is free
     * @param initializer of accepted connections
     * @throws BindException if the address cannot be bound, naming it
     */
    public static Listener open(EventLoops loops, InetSocketAddress address, ChannelHandler initializer)
            throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.workers())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE)
                .childHandler(initializer)
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            BindException failure = new BindException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage());
            failure.initCause(bound.cause());
            throw failure;
        }
        return new Listener(bound.channel());
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Accepts no more connections; those that are open stay. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
