package dev.pushlab.server.demonstration.deadpeers;

import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** A stream of the page itself on which nothing comes but signs of life: when does the server learn that the page has gone? */
final class OwnStream extends ChannelInboundHandlerAdapter implements Heartbeats.Beating {
    private final Heartbeats heartbeats;
    private volatile ChannelHandlerContext context;
    private Heartbeats.Beat beat;
    private volatile Long diedAt;
    private volatile Long noticedAt;

    OwnStream(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    /** The page says that it has closed the stream. */
    void died() {
        if (diedAt == null) {
            diedAt = System.nanoTime();
        }
    }

    Long diedAt() {
        return diedAt;
    }

    Long noticedAt() {
        return noticedAt;
    }

    /** Ends it from this side. */
    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        write();
        beat = heartbeats.start(ctx.executor(), this);
    }

    // snippet:begin beat
    /** Nothing to be said, but a write, and only a write that fails tells that nobody is there. */
    @Override
    public void beat() {
        if (context.channel().isWritable()) {
            write();
        }
    }

    private void write() {
        ByteBuf comment = context.alloc().buffer(4);
        ByteBufUtil.writeAscii(comment, ":\n\n");
        context.writeAndFlush(comment);
    }
    // snippet:end

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        noticedAt = System.nanoTime();
        beat.stop();
    }
}
