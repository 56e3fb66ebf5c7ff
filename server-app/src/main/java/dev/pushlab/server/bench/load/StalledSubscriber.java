package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;

/**
 * Subscribes and then takes nothing more. Its buffers are small, so that the server soon cannot write to it: a small
 * receive buffer is its own, and the server's send buffer follows from the size of segments that it asks for (tcp(7)).
 */
final class StalledSubscriber extends LoadConnection {
    private static final int RECEIVE_BUFFER = 4 << 10;
    private static final int SEGMENT = 536;

    /** Linux: IPPROTO_TCP and TCP_MAXSEG. */
    private static final ChannelOption<Integer> MAX_SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    private long received;
    private boolean closedByServer;

    StalledSubscriber(LoadGenerator generator, Dialect dialect, int topic) {
        super(generator, dialect.subscriberDeframer(), dialect.subscribe(Load.topic(topic)));
    }

    @Override
    void configure(Channel channel) {
        channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(MAX_SEGMENT, SEGMENT);
        }
    }

    @Override
    void received(int bytes) {
        received += bytes;
    }

    @Override
    public void established() {
        context.channel().config().setAutoRead(false);
        generator.established();
    }

    @Override
    public void begin() {
        // What came together with the answer to the subscription.
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        // As above.
    }

    @Override
    public void end() {
        // As above.
    }

    /** A server may end what takes nothing. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closedByServer = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closedByServer = true;
        ctx.close();
    }

    Stall stall() {
        return new Stall(((InetSocketAddress) context.channel().localAddress()).getPort(), received, closedByServer);
    }

    @Override
    public String toString() {
        return "stalled subscriber";
    }
}
