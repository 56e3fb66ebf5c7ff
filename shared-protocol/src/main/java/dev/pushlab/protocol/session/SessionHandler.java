package dev.pushlab.protocol.session;

import dev.pushlab.protocol.codec.MessageHandler;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the pipeline: keeps the session going, hands the application its messages, and is the one place where
 * whatever went wrong below is answered.
 */
final class SessionHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);

    private enum Phase {
        NEW,
        OPEN,
        /** CLOSE was sent or received; what still arrives is thrown away. */
        CLOSING,
        CLOSED
    }

    private final SessionConfig config;
    private final SessionListener listener;
    private volatile Phase phase = Phase.NEW;
    private ChannelHandlerContext ctx;
    private ChannelSession session;
    private Heartbeat heartbeat;
    private KeyRenewal renewal;
    private ReasonCode endReason = ReasonCode.CONNECTION_LOST;
    private String endDetail = "";
    private boolean announced;
    private boolean reading;
    private boolean flushPending;

    SessionHandler(SessionConfig config, SessionListener listener) {
        this.config = config;
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    // ---- beginning --------------------------------------------------------------------------------------------

    /** The pipeline is complete and the peer accepted: from here on the application is told everything. */
    void open(ChannelSession established) {
        prepare(established);
        announced = true;
        try {
            listener.opened(session);
        } catch (RuntimeException e) {
            exceptionCaught(ctx, e);
        }
        // The application may have closed it at once.
        if (phase == Phase.OPEN) {
            heartbeat.start();
            renewal.start();
        }
    }

    /** The pipeline is complete but the peer is not accepted: it is told so over the protected channel. */
    void refuse(ChannelSession established, ReasonCode reason, String detail) {
        prepare(established);
        listener.failed(reason, detail);
        close(reason, detail);
    }

    private void prepare(ChannelSession established) {
        session = established;
        phase = Phase.OPEN;
        MessageHandler frames = (MessageHandler) ctx.pipeline().get(HandlerNames.MESSAGES);
        heartbeat = new Heartbeat(ctx, frames, config.limits(), config.clock(), this::updateStatus);
        renewal = new KeyRenewal(ctx, established.established(), config, this::updateStatus);
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    private void updateStatus() {
        session.status()
                .set(new SessionStatus(
                        heartbeat.lastHeard(), heartbeat.roundTrip(), heartbeat.clockOffset(), renewal.count()));
    }

    // ---- messages ---------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        if (!(received instanceof Message message)) {
            ReferenceCountUtil.release(received);
            return;
        }
        reading = true;
        if (phase != Phase.OPEN) {
            return;
        }
        boolean application = switch (message.type()) {
            case PING -> {
                heartbeat.pingReceived((Message.Ping) message);
                yield false;
            }
            case PONG -> {
                heartbeat.pongReceived((Message.Pong) message);
                yield false;
            }
            case HANDSHAKE -> {
                renewal.received((Message.Handshake) message);
                yield false;
            }
            case CLOSE -> {
                closeReceived((Message.Close) message);
                yield false;
            }
            case HELLO, HELLO_OK, CB_HELLO ->
                throw new ProtocolException(ReasonCode.UNEXPECTED, message.type() + " in an established session");
            case WELCOME, SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, EVENT, NEXT, GAP, ACK, PUBLISH, PUBLISH_ONCE, PUBLISHED ->
                true;
            case SUBSCRIBE_DURABLE, FORGET, ENDED -> true;
            case POLL, POLLED, REGISTER, REGISTER_OK, KEY_PUSH, KEY_ACK, REVOKED, ERROR -> true;
        };
        if (application) {
            listener.received(session, message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        if (flushPending) {
            flushPending = false;
            ctx.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (phase == Phase.OPEN) {
            listener.writabilityChanged(session, ctx.channel().isWritable());
        }
        // Whoever writes encoded messages past this handler sits behind it and must hear of it, too.
        context.fireChannelWritabilityChanged();
    }

    /** Event loop only. Answers to what one read brought are flushed together. */
    void send(Message message, CompletableFuture<Void> result) {
        if (phase != Phase.OPEN) {
            result.completeExceptionally(new SessionClosedException(endReason, endDetail));
            return;
        }
        ctx.write(message).addListener(written -> {
            if (written.isSuccess()) {
                result.complete(null);
            } else if (written.cause() instanceof IllegalArgumentException notEncodable) {
                result.completeExceptionally(notEncodable);
            } else {
                result.completeExceptionally(new SessionClosedException(endReason, endDetail));
            }
        });
        if (reading) {
            flushPending = true;
        } else {
            ctx.flush();
        }
    }

    // ---- ending -----------------------------------------------------------------------------------------------

    /** Event loop only. */
    void close(ReasonCode reason, String detail) {
        if (phase != Phase.OPEN) {
            return;
        }
        ending(reason, detail);
        ChannelFuture sent = ctx.writeAndFlush(new Message.Close(reason, detail));
        if (reason == ReasonCode.HEARTBEAT_LOST || reason == ReasonCode.TOO_SLOW) {
            // Nobody is reading at the other end: there is no point in waiting for an answer.
            ctx.close();
            return;
        }
        // Closing at once, with bytes of the peer unread, would send a reset that may overtake the CLOSE. So only our
        // half is closed; the peer closes the other one when it has read the CLOSE.
        sent.addListener(written -> {
            if (written.isSuccess() && ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                ctx.close();
            }
        });
        ctx.executor().schedule(() -> ctx.close(), config.limits().farewell().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void closeReceived(Message.Close close) {
        ending(close.reason(), close.detail());
        ctx.close();
    }

    private void ending(ReasonCode reason, String detail) {
        phase = Phase.CLOSING;
        endReason = reason;
        endDetail = detail;
        heartbeat.stop();
        renewal.stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (phase == Phase.OPEN) {
            ending(ReasonCode.CONNECTION_LOST, "the connection ended without a word");
        }
        if (phase == Phase.CLOSING) {
            phase = Phase.CLOSED;
            session.established().keys().ifPresent(ChannelKeys::destroy);
            if (announced) {
                listener.closed(session, endReason, endDetail);
            }
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (phase != Phase.OPEN) {
            LOG.debug("After the end of {}", session, cause);
            return;
        }
        if (cause instanceof ProtocolException broken) {
            LOG.info("{}: {}", session, broken.getMessage());
            close(broken.reason(), broken.detail());
        } else if (cause instanceof IOException) {
            LOG.info("{}: {}", session, cause.toString());
            ending(ReasonCode.CONNECTION_LOST, String.valueOf(cause.getMessage()));
            ctx.close();
        } else {
            LOG.error("{} failed", session, cause);
            close(ReasonCode.INTERNAL_ERROR, "");
        }
    }
}
