package dev.pushlab.server.technique.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.Problems;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A connection after its handshake: heartbeat, close, and what the client says. The events are written by the fan-out.
 */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements Heartbeats.Beating, Peer {
    private final WebSocketEncoder format;
    private final Heartbeats heartbeats;
    private final Language language;
    private final boolean deflate;
    private final Messages messages;
    private final Publications publications;
    private final Reader reader;
    /** Null unless the client asked to look at its connection. */
    private final Inspection inspection;

    private boolean heard = true;
    private boolean closing;
    private Heartbeats.Beat beat;
    private ChannelHandlerContext context;

    /**
     * What a connection is made of.
     *
     * @param maxMessage bytes of a message, also when decompressed; those of a frame are the decoder's business
     * @param deflate whether messages may be compressed, in both directions
     * @param inspection null unless the client asked to look at its connection
     * @param callers who shows a token
     * @param caller who it is as far as the handshake says
     * @param subscribing subscribes in the name of somebody
     */
    record Setup(
            Topic topic,
            WebSocketEncoder format,
            Hub hub,
            Heartbeats heartbeats,
            int maxMessage,
            boolean deflate,
            Inspection inspection,
            Function<String, Caller> callers,
            Caller caller,
            Function<Caller, FanoutSubscription> subscribing,
            Language language) {}

    WebSocketHandler(Setup setup) {
        format = setup.format;
        heartbeats = setup.heartbeats;
        language = setup.language;
        inspection = setup.inspection;
        deflate = setup.deflate;
        messages = new Messages(setup.maxMessage, deflate, this::message);
        publications = new Publications(this, setup.topic, format, setup.hub);
        reader = new Reader(this, setup.topic, format, setup.callers, setup.caller, setup.subscribing);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public ChannelHandlerContext context() {
        return context;
    }

    /** Whoever reads may: from here on events are written, when the handshake has been answered. */
    void subscribe() {
        reader.subscribe();
    }

    /**
     * The handshake has been answered: frames may be written.
     *
     * @param patience how long somebody who may not read yet has to show a token with which it may
     */
    void established(Duration patience) {
        if (context.isRemoved()) {
            return;
        }
        beat = heartbeats.start(context.executor(), this);
        boolean waits = reader.waits();
        reader.greet();
        if (waits) {
            context.executor().schedule(this::stillUnknown, patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void stillUnknown() {
        if (reader.waits() && !context.isRemoved()) {
            close(WebSocketCloseStatus.POLICY_VIOLATION);
        }
    }

    /** A peer that has not said anything since the last ping is gone, and it is no use to tell it so. */
    @Override
    public void beat() {
        if (!context.channel().config().isAutoRead() || !context.channel().isWritable()) {
            // It could not have been heard, or could not have heard; the fan-out's bound on stalling holds.
            return;
        }
        if (!heard) {
            context.close();
            return;
        }
        heard = false;
        send(new PingWebSocketFrame());
    }

    // snippet:begin frames
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        heard = true;
        if (closing) {
            if (frame instanceof CloseWebSocketFrame) {
                ctx.close();
            }
        } else if (frame instanceof CloseWebSocketFrame || isControl(frame) && frame.rsv() != 0) {
            close(frame);
        } else if (frame instanceof PingWebSocketFrame) {
            send(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof PongWebSocketFrame) {
            if (inspection != null) {
                inspection.pong(frame.content(), this);
            }
        } else {
            messages.take(frame, ctx.alloc());
        }
    }
    // snippet:end

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame;
    }

    private void close(WebSocketFrame frame) {
        if (frame.rsv() != 0) {
            close(WebSocketCloseStatus.PROTOCOL_ERROR);
            return;
        }
        closing = true;
        CloseWebSocketFrame close = (CloseWebSocketFrame) frame;
        // The same code back (RFC 6455 §5.5.1), and the server closes TCP first (§7.1.1).
        CloseWebSocketFrame answer =
                close.statusCode() < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(close.statusCode(), "");
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    private void message(boolean isText, ByteBuf content) {
        if (format == WebSocketEncoder.BARE) {
            publications.publishBare(isText, content, reader.caller());
        } else if (isText) {
            said(content.toString(StandardCharsets.UTF_8));
        } else if (inspection != null) {
            inspection.echo(content, this);
        } else {
            close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
        }
    }

    private void said(String text) {
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (ClientMessage.Refused e) {
            refuse(Problems.of(e.getCause()), e.request());
            return;
        }
        Optional<Long> request = message.request();
        message.publish().ifPresent(draft -> publications.publish(draft, message.key(), reader.caller(), request));
        message.ack().ifPresent(id -> reader.acknowledge(id, request));
        message.token().ifPresent(token -> reader.authorize(token, request));
        message.ping().ifPresent(ping -> pong(ping, request));
        message.probe().ifPresent(probe -> inspect(probe, request));
    }

    private void pong(String ping, Optional<Long> request) {
        ObjectNode pong = StrictJson.MAPPER.createObjectNode().put("pong", ping);
        request.ifPresent(number -> pong.put("request", number));
        say(pong.toString());
    }

    private void inspect(Probe probe, Optional<Long> request) {
        if (inspection == null) {
            refuse(Problem.of(Problem.Reason.INVALID_PARAMETER, "inspect", "1"), request);
        } else {
            inspection.serve(probe, request, this);
        }
    }

    @Override
    public void refuse(Problem problem, Optional<Long> request) {
        if (format == WebSocketEncoder.BARE) {
            close(
                    switch (problem.reason()) {
                        case UNAUTHORIZED, FORBIDDEN -> WebSocketCloseStatus.POLICY_VIOLATION;
                        case PAYLOAD_TOO_LARGE -> WebSocketCloseStatus.MESSAGE_TOO_BIG;
                        default -> WebSocketCloseStatus.INTERNAL_SERVER_ERROR;
                    });
            return;
        }
        say("{\"error\":" + Problems.json(problem, language) + Peer.number(request) + "}");
    }

    @Override
    public void say(String json) {
        ByteBuf text = ByteBufUtil.writeUtf8(context.alloc(), json);
        send(deflate ? MessageDeflate.frame(text, context.alloc()) : new TextWebSocketFrame(text));
    }

    @Override
    public void send(WebSocketFrame frame) {
        context.writeAndFlush(frame);
    }

    @Override
    public void close(WebSocketCloseStatus status) {
        if (closing) {
            return;
        }
        closing = true;
        reader.unsubscribe();
        send(new CloseWebSocketFrame(status));
        // The client answers with a close of its own; one that does not is not waited for.
        context.executor().schedule(() -> context.close(), 2, TimeUnit.SECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        publications.flow();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Connection.Event.SHUTTING_DOWN) {
            close(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE);
        } else if (event == Connection.Event.READER_LOST) {
            close(WebSocketCloseStatus.POLICY_VIOLATION);
        } else if (event == Connection.Event.RECONNECT) {
            close(WebSocketCloseStatus.SERVICE_RESTART);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A violation of the protocol has been found, by the decoder or in a message; nothing more is taken. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            close(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(corrupted.closeStatus());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (beat != null) {
            beat.stop();
        }
        messages.drop();
        reader.unsubscribe();
    }
}
