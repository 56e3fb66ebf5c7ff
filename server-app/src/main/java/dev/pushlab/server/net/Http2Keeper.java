package dev.pushlab.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what concerns a connection of HTTP/2 as a whole: how long it may be without a stream, and how long a header block
 * or another frame may take to arrive; and that it ends in order, with a GOAWAY and when its streams have ended.
 */
final class Http2Keeper extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Keeper.class);

    private final HttpLimits limits;
    private final Connection connection;
    private final FrameMeter meter = new FrameMeter(this::midway);
    private ChannelHandlerContext context;
    private int streams;
    /** Without a stream, it ends then. */
    private long usedBy;
    /** What is arriving has to be there then. */
    private long completeBy;

    private boolean leaving;
    private Future<?> task;
    private long planned;

    Http2Keeper(HttpLimits limits, Connection connection) {
        this.limits = limits;
        this.connection = connection;
    }

    /** Belongs in front of the frames' decoder. */
    FrameMeter meter() {
        return meter;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        // A new connection has no time to be idle: it is there to ask something.
        usedBy = after(limits.headDeadline());
        midway();
        planFor(usedBy);
        if (connection.isShuttingDown()) {
            leave();
        }
    }

    /** A stream has begun. */
    void begins(int stream, Connection asConnection) {
        meter.begins(stream, asConnection.tap());
        streams++;
        connection.agreed();
        connection.state(ConnectionInfo.State.ACTIVE);
    }

    /** It has ended. */
    void ended(int stream) {
        meter.ended(stream);
        streams--;
        if (streams > 0 || !context.channel().isActive()) {
            return;
        }
        connection.state(ConnectionInfo.State.IDLE);
        if (leaving) {
            farewell();
        } else {
            usedBy = after(limits.idle());
            planFor(usedBy);
        }
    }

    private void midway() {
        completeBy = after(limits.headDeadline());
        planFor(completeBy);
    }

    /** As in {@link RequestDeadlines}: a task that comes too early plans itself again. */
    private void planFor(long due) {
        if (task == null || planned - due > 0) {
            cancel();
            planned = due;
            task = context.executor().schedule(this::look, due - now(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        task = null;
        boolean arriving = meter.isMidway();
        if (arriving && completeBy - now() <= 0) {
            LOG.debug("{} takes too long for a frame", context.channel());
            context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
            context.close();
        } else if (streams == 0 && usedBy - now() <= 0) {
            context.close();
        } else {
            if (arriving) {
                planFor(completeBy);
            }
            if (streams == 0) {
                planFor(usedBy);
            }
        }
    }

    private long after(Duration duration) {
        return now() + duration.toNanos();
    }

    private long now() {
        return context.executor().ticker().nanoTime();
    }

    private void cancel() {
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    /** No stream that begins from now on is answered; the client knows it, and asks somebody else. */
    private void leave() {
        if (!leaving) {
            leaving = true;
            context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
        if (streams == 0) {
            farewell();
        }
    }

    /** When everything has left that was written. */
    private void farewell() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Whatever the reason: nobody reads here by rights of his own, that is for the streams to know. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Connection.Event) {
            leave();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** The codec says so to the peer, and closes. The message may quote what was sent, which may be a token. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception wrong) {
            LOG.debug("{} ends: {}", ctx.channel(), wrong.error());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }
}
