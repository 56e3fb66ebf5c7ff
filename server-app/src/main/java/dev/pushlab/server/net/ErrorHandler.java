package dev.pushlab.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of every pipeline: what nobody handled ends the connection it happened on, and disturbs nothing else. */
@ChannelHandler.Sharable
public final class ErrorHandler extends ChannelInboundHandlerAdapter {
    /** For every connection the same: it keeps nothing. */
    public static final ErrorHandler INSTANCE = new ErrorHandler();

    private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

    private ErrorHandler() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        // Only what arrives while the connection is being closed, or on a stream whose peer has nothing to say.
        ReferenceCountUtil.release(msg);
    }

    /** Nobody before had anything to say about the end: what was written still leaves. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Connection.Event) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
            LOG.debug("{} broke: {}", ctx.channel(), cause.toString());
        } else if (cause instanceof DecoderException && cause.getCause() instanceof NotSslRecordException) {
            // Its message quotes what was sent, which may be a token.
            LOG.debug("{} does not speak TLS", ctx.channel());
        } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            LOG.debug("{} failed: {}", ctx.channel(), cause.getCause().toString());
        } else {
            LOG.warn("{} failed", ctx.channel(), cause);
        }
        ctx.close();
    }
}
