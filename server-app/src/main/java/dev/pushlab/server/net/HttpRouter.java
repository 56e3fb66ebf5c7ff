package dev.pushlab.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each request to the handler of its route, one after the other: requests that arrive while one is being answered
 * (pipelining, RFC 9112 §9.3.2) wait for their turn, up to a bound.
 */
final class HttpRouter extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRouter.class);

    private final HttpLimits limits;
    private final Access access;
    private final HttpRoutes routes;
    private final RequestRate rate;
    private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();
    private boolean busy;
    /** The answer that waits; null if there is none. */
    private LaterAnswer later;
    /** No more requests are taken. */
    private boolean closing;
    /** The last answer, to something that is no request; null if there is none. */
    private Runnable refusal;

    HttpRouter(HttpLimits limits, Access access, HttpRoutes routes, RequestRate rate) {
        this.limits = limits;
        this.access = access;
        this.routes = routes;
        this.rate = rate;
    }

    /**
     * Answers with a problem when all that was asked before is answered, and closes: nothing sensible can follow. What
     * waits for something to say is answered now.
     */
    static void refuse(Channel channel, Problem problem, Language language) {
        refuse(channel, () -> HttpAnswers.problem(problem, language));
    }

    /** The same with an answer. */
    static void refuse(Channel channel, Supplier<FullHttpResponse> answer) {
        HttpRouter router = channel.pipeline().get(HttpRouter.class);
        if (router != null && !router.closing) {
            router.refusal = () -> HttpAnswers.refuse(channel, answer.get());
            boolean nothingBefore = !router.busy;
            router.takeNoMore();
            if (nothingBefore) {
                router.end(channel.pipeline().context(router));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        RequestDeadlines.of(ctx).requestComplete();
        if (closing) {
            return;
        }
        if (busy) {
            if (waiting.size() == limits.pipelined()) {
                // What was asked up to here will be answered; a client that asks more without listening will not.
                takeNoMore();
                LOG.debug("{} sent more than {} requests without waiting", ctx.channel(), limits.pipelined());
                return;
            }
            waiting.add(request.retain());
            return;
        }
        answer(ctx, request);
    }

    private void answer(ChannelHandlerContext ctx, FullHttpRequest request) {
        busy = true;
        RequestDeadlines.of(ctx).answerBegins();
        Connection.of(ctx.channel()).state(ConnectionInfo.State.ACTIVE);
        HttpExchange exchange = new HttpExchange(ctx, request, access, this::answered);
        Duration wait = rate.take(exchange.remote().getAddress());
        if (!wait.isZero()) {
            exchange.problem(Problem.of(Problem.Reason.TOO_MANY_REQUESTS)
                    .withHeader(
                            HttpHeaderNames.RETRY_AFTER,
                            String.valueOf(wait.plusNanos(999_999_999).toSeconds())));
            return;
        }
        try {
            if (Cors.isPreflight(request.method(), request.headers(), access, exchange.scheme())) {
                exchange.respond(Cors.preflight(request.headers(), access, routes.methods(exchange.path())));
                return;
            }
            HttpRoutes.Match match = routes.find(request.method(), exchange.path());
            exchange.values(match.values());
            match.handler().handle(exchange);
            // If it has been answered, the next one may be held already.
            if (exchange.later() != null) {
                later = exchange.later();
                if (closing) {
                    later.answerNow();
                }
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** The answer has left; on the event loop. */
    private void answered(ChannelHandlerContext ctx, boolean keepAlive) {
        Connection connection = Connection.of(ctx.channel());
        connection.answered();
        Obstacle.remove(ctx.pipeline());
        busy = false;
        later = null;
        if (!keepAlive) {
            closing = true;
            ctx.close();
            return;
        }
        FullHttpRequest next = waiting.poll();
        if (next == null) {
            if (closing) {
                end(ctx);
            } else {
                RequestDeadlines.of(ctx).answerComplete();
                connection.state(ConnectionInfo.State.IDLE);
            }
            return;
        }
        try {
            answer(ctx, next);
        } finally {
            next.release();
        }
    }

    private void takeNoMore() {
        closing = true;
        if (later != null) {
            later.answerNow();
        }
    }

    private void end(ChannelHandlerContext ctx) {
        if (refusal == null) {
            ctx.close();
        } else {
            RequestDeadlines.of(ctx).answerBegins();
            refusal.run();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if ((event == Connection.Event.SHUTTING_DOWN || event == Connection.Event.RECONNECT) && busy) {
            takeNoMore();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (later != null) {
            later.giveUp();
        }
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }
}
