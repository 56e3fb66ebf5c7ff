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
    /** What the peer has to bring to an end. */
    private enum Receiving {
        NOTHING,
        HEAD,
        BODY
    }

    private final HttpLimits limits;
    private ChannelHandlerContext context;
    private Receiving receiving = Receiving.NOTHING;
    private long receivedBy;
    /** Whether a request is being answered. The next ones may arrive meanwhile. */
    private boolean answering;
    /** Until then its answer has to leave; if there is none to give, until then the next request has to begin. */
    private long answeredBy;
    /** When the task runs that looks whether a deadline has passed; not after the first of them. */
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
        receive(Receiving.HEAD, limits.headDeadline());
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
        if (receiving == Receiving.NOTHING) {
            receive(Receiving.HEAD, limits.headDeadline());
        }
        ctx.fireChannelRead(msg);
    }

    void headComplete() {
        receive(Receiving.BODY, limits.bodyDeadline());
    }

    /** All of the request is there; those before it may still have to be answered. */
    void requestComplete() {
        receiving = Receiving.NOTHING;
    }

    /** A request has its turn, or its answer, which had to wait for something to say, begins to leave. */
    void answerBegins() {
        answering = true;
        answer(limits.responseDeadline());
    }

    void answerComplete() {
        answering = false;
        answer(limits.idle());
    }

    private void receive(Receiving what, Duration within) {
        receiving = what;
        receivedBy = now() + within.toNanos();
        planFor(receivedBy);
    }

    private void answer(Duration within) {
        answeredBy = now() + within.toNanos();
        planFor(answeredBy);
    }

    /**
     * Most deadlines are replaced by a later one before they are over. So the task that is planned stays, and plans itself
     * again when it comes too early.
     */
    private void planFor(long due) {
        if (task == null || planned - due > 0) {
            cancel();
            planned = due;
            task = context.executor().schedule(this::look, due - now(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        task = null;
        if (receiving != Receiving.NOTHING && isOver(receivedBy)) {
            receiving = Receiving.NOTHING;
            HttpRouter.refuse(context.channel(), Problem.of(Problem.Reason.REQUEST_TIMEOUT), Language.EN);
        }
        boolean toAnswer = answering || receiving == Receiving.NOTHING;
        if (toAnswer && isOver(answeredBy)) {
            context.close();
            return;
        }
        if (receiving != Receiving.NOTHING) {
            planFor(receivedBy);
        }
        if (toAnswer) {
            planFor(answeredBy);
        }
    }

    private boolean isOver(long due) {
        return due - now() <= 0;
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
