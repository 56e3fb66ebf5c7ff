package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire end of a stream of HTTP/2: makes it look like a connection of its own. Bytes become DATA frames, as they are
 * and without a copy. The end of the connection becomes the end of the answer, and a reset if there is no answer to end or
 * something of it has not been taken.
 */
final class StreamFrames extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFrames.class);

    /** The client has said everything. */
    private boolean asked;
    /** The answer has begun; it has ended. */
    private boolean answering;

    private boolean answered;
    /** What was written last; null if nothing was. What comes first leaves first. */
    private ChannelFuture last;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        asked |= isEnd(msg);
        ctx.fireChannelRead(msg);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof ByteBuf bytes && !answering && !bytes.isReadable()) {
            // Nothing but a question whether everything before has left: there is nothing before.
            bytes.release();
            promise.trySuccess();
            return;
        }
        Object frame = msg instanceof ByteBuf bytes ? new DefaultHttp2DataFrame(bytes, answered) : msg;
        answering |= frame instanceof Http2HeadersFrame headers
                && headers.headers().status() != null
                && headers.headers().status().charAt(0) != '1';
        answered |= isEnd(frame);
        last = ctx.write(frame, promise.unvoid());
    }

    private static boolean isEnd(Object msg) {
        return msg instanceof Http2DataFrame data && data.isEndStream()
                || msg instanceof Http2HeadersFrame headers && headers.isEndStream();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!answering || !ctx.channel().isActive()) {
            ctx.close(promise);
        } else if (!last.isDone()) {
            // Also if its end is written, which to the channel is as good as sent: it waits for a window.
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
            ctx.close(promise);
        } else if (answered) {
            end(ctx, promise);
        } else {
            answered = true;
            last = ctx.writeAndFlush(new DefaultHttp2DataFrame(true)).addListener(written -> end(ctx, promise));
        }
    }

    /** A client that was about to say more is told that nobody listens, and that nothing is wrong (RFC 9113 §8.1). */
    private void end(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!asked && ctx.channel().isActive()) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
        ctx.close(promise);
    }

    /** The client has reset the stream: its channel is closed next. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof Http2ResetFrame)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** The stream is reset with the right error after this. Its message may quote what was sent, which may be a token. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception wrong) {
            LOG.debug("{} ends: {}", ctx.channel(), wrong.error());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
