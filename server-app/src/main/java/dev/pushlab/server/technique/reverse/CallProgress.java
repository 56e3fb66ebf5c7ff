package dev.pushlab.server.technique.reverse;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Notices the first byte the server sends. It sends none before the listener's CB_HELLO was checked, so this is the
 * moment at which the cookie was found right and the handshake begins.
 */
final class CallProgress extends ChannelOutboundHandlerAdapter {
    static final String NAME = "call-progress";
    private final Runnable firstWrite;

    CallProgress(Runnable firstWrite) {
        this.firstWrite = firstWrite;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        firstWrite.run();
        ctx.pipeline().remove(this);
        ctx.write(msg, promise);
    }
}
