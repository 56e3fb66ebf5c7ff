package dev.pushlab.server.net;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the deadlines of {@link HttpLimits}. It sees the bytes before the decoder does, so a peer that sends a header
 * byte by byte gains no time by it.
 */
final class RequestDeadlines extends ChannelDuplexHandler {
    /** What the peer, or this server, has to bring to an end. */
    private enum Phase {
        IDLE,
        HEAD,
        BODY,
        RESPONSE
    }

    private final HttpLimits limits;
    private ChannelHandlerContext context;
    private Phase phase = Phase.IDLE;
    private long due;
    /** When the task runs that looks whether the deadline has passed; not after {@link #due}. */
    private long planned;

    private Future<?> task;

    RequestDeadlines(HttpLimits limits) {
        this.limits = limits;
    }

    static RequestDeadlines of(ChannelHandlerContext ctx) {
        return ctx.pipeline().get(RequestDeadlines.class);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        // A new connection has no time to be idle: it is there to ask something.
        enter(Phase.HEAD, limits.headDeadline());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD, limits.headDeadline());
        }
        ctx.fireChannelRead(msg);
    }

    void headComplete() {
        enter(Phase.BODY, limits.bodyDeadline());
    }

    void requestComplete() {
        enter(Phase.RESPONSE, limits.responseDeadline());
    }

    /** @param more the next request has arrived already, at least in part */
    void responseComplete(boolean more) {
        if (more) {
            requestComplete();
        } else {
            enter(Phase.IDLE, limits.idle());
        }
    }

    /**
     * Most deadlines are replaced by a later one before they are over. So the task that is planned stays, and plans itself
     * again when it comes too early.
     */
    private void enter(Phase next, Duration within) {
        phase = next;
        due = now() + within.toNanos();
        if (task == null || planned - due > 0) {
            plan();
        }
    }

    private void plan() {
        cancel();
        planned = due;
        task = context.executor().schedule(this::look, due - now(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (due - now() > 0) {
            plan();
            return;
        }
        task = null;
        if (phase == Phase.HEAD || phase == Phase.BODY) {
            HttpAnswers.refuse(context.channel(), Problem.of(Problem.Reason.REQUEST_TIMEOUT), Language.EN);
        } else {
            context.close();
        }
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
}
