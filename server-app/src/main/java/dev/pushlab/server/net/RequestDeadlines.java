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
    private Future<?> deadline;

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

    private void enter(Phase next, Duration within) {
        cancel();
        phase = next;
        deadline = context.executor().schedule(this::expired, within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expired() {
        Problem problem = Problem.of(Problem.Reason.REQUEST_TIMEOUT);
        if (phase == Phase.HEAD || phase == Phase.BODY) {
            HttpAnswers.refuse(context.channel(), problem, Language.EN);
        } else {
            context.close();
        }
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
