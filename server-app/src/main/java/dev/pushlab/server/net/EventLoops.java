package dev.pushlab.server.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that serve all connections, and accept them: a thread of its own for that would only hand them over. */
public final class EventLoops implements AutoCloseable {
    private final Transport transport;
    private final EventLoopGroup workers;

    /** @param threads for connections; for fan-out few are better than many, one per two processors */
    public EventLoops(int threads) {
        this(threads, Transport.best());
    }

    /** @param transport one that is available */
    public EventLoops(int threads, Transport transport) {
        this.transport = transport;
        this.workers =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("pushlab-io", true), transport.io());
    }

    /** @param transport one that is available */
    public static EventLoops forThisMachine(Transport transport) {
        return new EventLoops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), transport);
    }

    public EventLoopGroup workers() {
        return workers;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return transport.serverChannel();
    }

    /** For connections that this side dials. */
    public Class<? extends Channel> clientChannel() {
        return transport.clientChannel();
    }

    /** Ends the threads; what they still have to do has two seconds. */
    @Override
    public void close() {
        workers.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        workers.terminationFuture().awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
