package dev.pushlab.protocol.session;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.codec.MessageHandler;
import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.noise.NoiseException;
import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.protocol.tap.WireTap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a connection through the {@linkplain HandshakeStep steps} of its handshake, within an absolute deadline, and
 * then puts the handlers of the session in its own place. Before that, the one place where failures are answered.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);

    private final SessionConfig config;
    private final SessionListener listener;
    private HandshakeStep step;
    private ChannelHandlerContext ctx;
    private Conversation talk;
    private TrafficCounters traffic;
    private ScheduledFuture<?> deadline;
    private boolean over;

    HandshakeHandler(SessionConfig config, HandshakeStep first, SessionListener listener) {
        this.config = config;
        this.step = first;
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        if (context.channel().isActive()) {
            // Not at once: whoever is building the pipeline may not be done, and channelActive may still come.
            context.executor().execute(this::begin);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin();
        context.fireChannelActive();
    }

    private void begin() {
        if (talk != null || over) {
            return;
        }
        WireTap tap = ctx.pipeline().get(WireTap.class);
        if (tap == null) {
            tap = new WireTap(new TrafficCounters());
            ctx.pipeline().addFirst(HandlerNames.TAP, tap);
        }
        traffic = tap.traffic();
        talk = new Conversation(this, ctx, config);
        deadline = ctx.executor()
                .schedule(
                        () -> fail(
                                ReasonCode.HANDSHAKE_TIMEOUT,
                                "no session within " + config.limits().handshake()),
                        config.limits().handshake().toNanos(),
                        TimeUnit.NANOSECONDS);
        goOn(step);
    }

    void goOn(HandshakeStep next) {
        step = next;
        try {
            next.enter(talk);
        } catch (RuntimeException e) {
            exceptionCaught(ctx, e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (over || !(received instanceof Frame frame)) {
            ReferenceCountUtil.release(received);
            return;
        }
        begin();
        try {
            if (frame.type() == MessageType.CLOSE.code()) {
                Message.Close close = talk.hear(frame, Message.Close.class);
                end(close.reason(), close.detail());
                ctx.close();
            } else {
                step.received(talk, frame);
            }
        } finally {
            frame.release();
        }
    }

    // ---- success ----------------------------------------------------------------------------------------------

    void establish(Established established) {
        SessionHandler handler = new SessionHandler(config, listener);
        ChannelSession session = install(handler, established);
        handler.open(session);
    }

    void refuse(Established established, ReasonCode reason, String detail) {
        SessionHandler handler = new SessionHandler(config, listener);
        ChannelSession session = install(handler, established);
        handler.refuse(session, reason, detail);
    }

    private ChannelSession install(SessionHandler handler, Established established) {
        over = true;
        deadline.cancel(false);
        ChannelPipeline pipeline = ctx.pipeline();
        ((FrameDecoder) pipeline.get(HandlerNames.FRAMES)).setMaxLength(FrameFormat.MAX_LENGTH);
        String last = HandlerNames.HANDSHAKE;
        if (established.keys().isPresent()) {
            pipeline.addAfter(
                    last, HandlerNames.RECORDS, records(established.keys().get()));
            FrameDecoder inner = new FrameDecoder(FrameFormat.MAX_LENGTH, false);
            pipeline.addAfter(HandlerNames.RECORDS, HandlerNames.INNER_FRAMES, inner);
            last = HandlerNames.INNER_FRAMES;
        }
        pipeline.addAfter(last, HandlerNames.MESSAGES, new MessageHandler());
        pipeline.addAfter(HandlerNames.MESSAGES, HandlerNames.SESSION, handler);
        pipeline.remove(this);
        return new ChannelSession(
                ctx.channel(), handler, established, traffic, config.clock().instant());
    }

    private RecordHandler records(ChannelKeys keys) {
        try {
            return new RecordHandler(
                    keys.transport().sender(),
                    keys.transport().receiver(),
                    config.renewal().recordsPerKey());
        } catch (NoiseException e) {
            throw new IllegalStateException("a two-way pattern without two ways", e);
        }
    }

    // ---- failure ----------------------------------------------------------------------------------------------

    /** Tells the peer, unless it may be a bystander, and ends the connection. */
    private void fail(ReasonCode reason, String detail) {
        if (over) {
            return;
        }
        end(reason, detail);
        if (step.silent()) {
            ctx.close();
            return;
        }
        ByteBuf close = ctx.alloc().buffer();
        MessageCodec.encode(new Message.Close(reason, detail), close);
        ctx.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
    }

    private void end(ReasonCode reason, String detail) {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        step.abandoned();
        listener.failed(reason, detail);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!over) {
            end(ReasonCode.CONNECTION_LOST, "the connection ended during the handshake");
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ProtocolException broken) {
            LOG.info("Handshake with {}: {}", context.channel().remoteAddress(), broken.getMessage());
            fail(broken.reason(), broken.detail());
        } else if (cause instanceof IOException) {
            LOG.info("Handshake with {}: {}", context.channel().remoteAddress(), cause.toString());
            if (!over) {
                end(ReasonCode.CONNECTION_LOST, String.valueOf(cause.getMessage()));
            }
            context.close();
        } else {
            LOG.error("Handshake with {} failed", context.channel().remoteAddress(), cause);
            fail(ReasonCode.INTERNAL_ERROR, "");
        }
    }
}
