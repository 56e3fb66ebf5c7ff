package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Published;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.Problems;
import dev.pushlab.server.net.PublishKeys;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A connection after its handshake: heartbeat, close, and what the client says. The events are written by the fan-out.
 */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements Heartbeats.Beating {
    /** Publications that may wait for their confirmation; beyond that nothing more is read. */
    private static final int MAX_PENDING = 64;

    private static final int MAX_WRONG_TOKENS = 3;

    private final Topic topic;
    private final WebSocketEncoder format;
    private final Hub hub;
    private Function<Caller, FanoutSubscription> subscribing;
    private final Heartbeats heartbeats;
    private final int maxMessage;
    private final Function<String, Caller> callers;
    private final Language language;
    /** Null until whoever reads has shown that it may. */
    private FanoutSubscription subscription;

    private Caller caller;
    private int wrongTokens;
    private int pending;
    private boolean heard = true;
    private boolean closing;
    private Heartbeats.Beat beat;
    /** What has come of a message in several frames; null most of the time. */
    private FragmentedMessage fragments;

    private ChannelHandlerContext context;

    /** @param maxMessage bytes of a message in several frames; those of a frame are the decoder's business */
    WebSocketHandler(
            Topic topic,
            WebSocketEncoder format,
            Hub hub,
            Function<Caller, FanoutSubscription> subscribing,
            Heartbeats heartbeats,
            int maxMessage,
            Function<String, Caller> callers,
            Caller caller,
            Language language) {
        this.topic = topic;
        this.format = format;
        this.hub = hub;
        this.subscribing = subscribing;
        this.heartbeats = heartbeats;
        this.maxMessage = maxMessage;
        this.callers = callers;
        this.caller = caller;
        this.language = language;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Whoever reads may: from here on events are written, when the handshake has been answered. */
    void subscribe() {
        subscription = subscribing.apply(caller);
        // What it needed is needed no more, and there may be many connections.
        subscribing = null;
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
        if (subscription != null) {
            saySubscribed();
            return;
        }
        caller.refusal(Role.VIEWER).ifPresent(problem -> refuse(problem, Optional.empty()));
        context.executor().schedule(this::stillUnknown, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stillUnknown() {
        if (subscription == null && !context.isRemoved()) {
            close(WebSocketCloseStatus.POLICY_VIOLATION);
        }
    }

    private void saySubscribed() {
        if (format == WebSocketEncoder.JSON) {
            say("{\"subscribed\":{\"topic\":\"" + topic + "\",\"start\":\"" + subscription.start() + "\",\"recovered\":"
                    + subscription.recovered() + "}}");
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
        context.writeAndFlush(new PingWebSocketFrame());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        heard = true;
        if (closing) {
            if (frame instanceof CloseWebSocketFrame) {
                ctx.close();
            }
            return;
        }
        if (frame instanceof PingWebSocketFrame) {
            ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            closing = true;
            // The same code back (RFC 6455 §5.5.1), and the server closes TCP first (§7.1.1).
            CloseWebSocketFrame answer = close.statusCode() < 0
                    ? new CloseWebSocketFrame()
                    : new CloseWebSocketFrame(close.statusCode(), "");
            ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        } else if (frame instanceof PongWebSocketFrame) {
            // That it came is all it says.
            return;
        } else if (fragments == null && frame.isFinalFragment()) {
            message(frame instanceof TextWebSocketFrame, frame.content());
        } else {
            fragment(frame);
        }
    }

    /** The decoder has seen to it that fragments come one after the other, with control frames at most between them. */
    private void fragment(WebSocketFrame frame) {
        if (fragments == null) {
            fragments = new FragmentedMessage(frame instanceof TextWebSocketFrame, context.alloc());
        }
        if (!fragments.add(frame.content(), maxMessage)) {
            dropFragments();
            close(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        } else if (frame.isFinalFragment()) {
            try {
                message(fragments.isText(), fragments.content());
            } finally {
                dropFragments();
            }
        }
    }

    private void dropFragments() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    /** A message as a whole; text must be UTF-8 (RFC 6455 §8.1). */
    private void message(boolean isText, ByteBuf content) {
        if (isText && !ByteBufUtil.isText(content, StandardCharsets.UTF_8)) {
            close(WebSocketCloseStatus.INVALID_PAYLOAD_DATA);
        } else if (format == WebSocketEncoder.BARE) {
            publishBare(isText ? EventDraft.TEXT : EventDraft.BINARY, content);
        } else if (isText) {
            said(content.toString(StandardCharsets.UTF_8));
        } else {
            close(WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
        }
    }

    private void publishBare(String contentType, ByteBuf content) {
        EventDraft draft;
        try {
            draft = EventDraft.of("", contentType, ByteBufUtil.getBytes(content));
        } catch (InvalidEventException e) {
            refuse(Problems.of(e), Optional.empty());
            return;
        }
        publish(draft, Optional.empty(), Optional.empty());
    }

    private void said(String text) {
        ClientMessage message;
        try {
            message = ClientMessage.parse(text);
        } catch (ClientMessage.Refused e) {
            refuse(Problems.of(e.getCause()), e.request());
            return;
        }
        message.publish().ifPresent(draft -> publish(draft, message.key(), message.request()));
        message.ack().ifPresent(id -> acknowledge(id, message.request()));
        message.token().ifPresent(token -> authorize(token, message.request()));
    }

    private void acknowledge(EventId id, Optional<Long> request) {
        if (subscription == null) {
            caller.refusal(Role.VIEWER).ifPresent(problem -> refuse(problem, request));
        } else if (subscription.acknowledge(id)) {
            Connection.of(context.channel()).acknowledged(id);
        } else {
            refuse(Problem.of(Problem.Reason.INVALID_ID), request);
        }
    }

    private void authorize(String token, Optional<Long> request) {
        Caller shown = callers.apply(token);
        boolean waits = subscription == null;
        if (waits) {
            // Known first and asked afterwards: what changes in between is seen by one of both.
            Connection.of(context.channel()).reader(shown);
        }
        Optional<Problem> problem = waits ? shown.refusal(Role.VIEWER) : shown.refusal(topic);
        if (problem.isEmpty()) {
            caller = shown;
            say("{\"authorized\":true" + number(request) + "}");
            if (waits) {
                admit(request);
            }
            return;
        }
        if (waits) {
            Connection.of(context.channel()).reader(null);
        }
        refuse(problem.get(), request);
        if (++wrongTokens == MAX_WRONG_TOKENS) {
            close(WebSocketCloseStatus.POLICY_VIOLATION);
        }
    }

    /** By the rights of who is known now. */
    private void admit(Optional<Long> request) {
        try {
            subscribe();
        } catch (RuntimeException e) {
            refuse(Problems.of(e), request);
            close(
                    e instanceof ProblemException
                            ? WebSocketCloseStatus.POLICY_VIOLATION
                            : WebSocketCloseStatus.TRY_AGAIN_LATER);
            return;
        }
        saySubscribed();
    }

    // snippet:begin message
    private void publish(EventDraft draft, Optional<String> key, Optional<Long> request) {
        Optional<Problem> problem = caller.refusal(topic);
        if (problem.isPresent()) {
            refuse(problem.get(), request);
            return;
        }
        CompletionStage<EventId> publication;
        try {
            publication = publication(draft, key);
        } catch (ProblemException e) {
            refuse(e.problem(), request);
            return;
        }
        pending++;
        publication.whenComplete((id, failure) -> {
            if (context.executor().inEventLoop()) {
                published(id, failure, request);
            } else {
                context.executor().execute(() -> published(id, failure, request));
            }
        });
        flow();
    }

    private CompletionStage<EventId> publication(EventDraft draft, Optional<String> key) {
        return key.isEmpty()
                ? hub.publish(topic, draft).thenApply(Event::id)
                : hub.publish(topic, draft, PublishKeys.of(caller, "key", key.get(), draft))
                        .thenApply(Published::id);
    }

    private void published(EventId id, Throwable failure, Optional<Long> request) {
        pending--;
        flow();
        if (failure != null) {
            refuse(Problems.of(failure instanceof CompletionException ? failure.getCause() : failure), request);
        } else if (format == WebSocketEncoder.JSON) {
            say("{\"published\":\"" + id + "\"" + number(request) + "}");
        }
    }
    // snippet:end

    /** Bare data has no words for a refusal, so it ends the connection. */
    private void refuse(Problem problem, Optional<Long> request) {
        if (format == WebSocketEncoder.BARE) {
            close(
                    switch (problem.reason()) {
                        case UNAUTHORIZED, FORBIDDEN -> WebSocketCloseStatus.POLICY_VIOLATION;
                        case PAYLOAD_TOO_LARGE -> WebSocketCloseStatus.MESSAGE_TOO_BIG;
                        default -> WebSocketCloseStatus.INTERNAL_SERVER_ERROR;
                    });
            return;
        }
        say("{\"error\":" + Problems.json(problem, language) + number(request) + "}");
    }

    private static String number(Optional<Long> request) {
        return request.map(number -> ",\"request\":" + number).orElse("");
    }

    private void say(String json) {
        ByteBuf text = ByteBufUtil.writeUtf8(context.alloc(), json);
        context.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** Reads no more while the client does not take its answers, or too many are to come. */
    private void flow() {
        context.channel()
                .config()
                .setAutoRead(pending < MAX_PENDING && context.channel().isWritable());
    }

    private void close(WebSocketCloseStatus status) {
        if (closing) {
            return;
        }
        closing = true;
        unsubscribe();
        context.writeAndFlush(new CloseWebSocketFrame(status));
        // The client answers with a close of its own; one that does not is not waited for.
        context.executor().schedule(() -> context.close(), 2, TimeUnit.SECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        flow();
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

    /** The decoder has found a violation of the protocol, and takes nothing more. */
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
        dropFragments();
        unsubscribe();
    }

    private void unsubscribe() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
