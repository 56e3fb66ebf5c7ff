package dev.pushlab.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.util.ArrayDeque;
import java.util.Queue;
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
    private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closing;

    HttpRouter(HttpLimits limits, Access access, HttpRoutes routes) {
        this.limits = limits;
        this.access = access;
        this.routes = routes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (closing) {
            return;
        }
        if (busy) {
            if (waiting.size() == limits.pipelined()) {
                // What was asked up to here will be answered; a client that asks more without listening will not.
                closing = true;
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
        RequestDeadlines.of(ctx).requestComplete();
        Connection.of(ctx.channel()).state(ConnectionInfo.State.ACTIVE);
        HttpExchange exchange = new HttpExchange(ctx, request, access, this::answered);
        try {
            if (Cors.isPreflight(request.method(), request.headers(), access, exchange.scheme())) {
                exchange.respond(Cors.preflight(request.headers(), access, routes.methods(exchange.path())));
                return;
            }
            HttpRoutes.Match match = routes.find(request.method(), exchange.path());
            exchange.values(match.values());
            match.handler().handle(exchange);
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** The answer has left; on the event loop. */
    private void answered(ChannelHandlerContext ctx, boolean keepAlive) {
        Connection connection = Connection.of(ctx.channel());
        connection.answered();
        busy = false;
        FullHttpRequest next = keepAlive ? waiting.poll() : null;
        if (!keepAlive || next == null && closing) {
            ctx.close();
            return;
        }
        RequestDeadlines.of(ctx).responseComplete(next != null);
        if (next == null) {
            connection.state(ConnectionInfo.State.IDLE);
            return;
        }
        try {
            answer(ctx, next);
        } finally {
            next.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Connection.Event.SHUTTING_DOWN && busy) {
            closing = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
    }
}
