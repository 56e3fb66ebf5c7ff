package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what may wait to be sent. A peer that leaves more than the high-water mark waiting for longer than {@link
 * SessionLimits#drain()}, or more than {@link SessionLimits#maxBacklog()} at all, is reported as {@code TOO_SLOW}; from
 * then on every write fails.
 */
final class BacklogHandler extends ChannelDuplexHandler {
    private final SessionLimits limits;
    private ScheduledFuture<?> deadline;
    private boolean ended;

    BacklogHandler(SessionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (ended) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new SessionClosedException(ReasonCode.TOO_SLOW, "the peer does not read"));
            return;
        }
        ctx.write(message, promise);
        long waiting = waiting(ctx.channel());
        if (waiting > limits.maxBacklog()) {
            end(ctx, waiting + " bytes are waiting to be sent, more than " + limits.maxBacklog());
        }
    }

    /** What the channel holds; 0 as long as it is writable, because only the excess is of interest. */
    private long waiting(Channel channel) {
        return channel.isWritable() ? 0 : channel.bytesBeforeWritable() + limits.lowWaterMark();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            cancel();
        } else if (deadline == null && !ended) {
            deadline = ctx.executor()
                    .schedule(
                            () -> end(ctx, "what was sent has not been taken for " + limits.drain()),
                            limits.drain().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void end(ChannelHandlerContext ctx, String detail) {
        if (!ended) {
            ended = true;
            cancel();
            ctx.fireExceptionCaught(new ProtocolException(ReasonCode.TOO_SLOW, detail));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
