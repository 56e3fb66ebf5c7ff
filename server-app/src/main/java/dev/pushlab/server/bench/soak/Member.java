package dev.pushlab.server.bench.soak;

import dev.pushlab.server.bench.wire.Deframer;
import dev.pushlab.server.bench.wire.PayloadSink;
import dev.pushlab.server.bench.wire.PushlabDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;

/**
 * A subscriber that comes, may stop reading for a while, and goes. Of what it receives every message must have the number
 * after the one before.
 */
final class Member extends ChannelInboundHandlerAdapter implements PayloadSink {
    private final PushlabDialect dialect;
    private final String topic;
    private final Tally tally;
    private final Deframer deframer;
    private final StringBuilder payload = new StringBuilder();
    private ChannelHandlerContext context;
    private boolean established;
    private boolean leaving;
    private long last = -1;

    Member(PushlabDialect dialect, String topic, Tally tally) {
        this.dialect = dialect;
        this.topic = topic;
        this.tally = tally;
        this.deframer = dialect.subscriberDeframer();
    }

    /** It has its subscription and has not left. */
    boolean isHere() {
        return established && !leaving;
    }

    /** It has not left. */
    boolean isHereOrComing() {
        return !leaving;
    }

    String topic() {
        return topic;
    }

    /** The number of the last message; -1 before the first. */
    long last() {
        return last;
    }

    void reading(boolean wanted) {
        context.channel().config().setAutoRead(wanted);
    }

    /** @param reset whether the peer is to find the connection broken instead of ended */
    void leave(boolean reset) {
        if (leaving) {
            return;
        }
        leaving = true;
        if (context == null) {
            return;
        }
        // One that has not connected yet has nothing to reset.
        if (reset && context.channel().isActive()) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(dialect.subscribe(topic)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        deframer.feed(bytes, 0, bytes.length, this);
    }

    @Override
    public void established() {
        established = true;
        tally.connected(dialect);
    }

    @Override
    public void begin() {
        payload.setLength(0);
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        payload.append(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }

    @Override
    public void end() {
        long number = Long.parseLong(payload.substring(0, payload.indexOf(" ")));
        if (last >= 0) {
            tally.received(number, last + 1);
        }
        last = number;
    }

    @Override
    public void reply(byte[] answer) {
        context.writeAndFlush(Unpooled.wrappedBuffer(answer));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!leaving) {
            leaving = true;
            tally.failed(dialect + ": the server closed the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!leaving) {
            leaving = true;
            tally.failed(dialect + ": " + cause);
        }
        ctx.close();
    }
}
