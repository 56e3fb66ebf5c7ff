package dev.pushlab.server.net;

import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.TooManyTopicsException;
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
        connection.uncredited();
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

    /** The problem that tells of an exception a handler threw; null if it is an error of this server. */
    static Problem problemOf(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof InvalidEventException invalid) {
            return Problem.of(
                    switch (invalid.part()) {
                        case TOPIC -> Problem.Reason.INVALID_TOPIC;
                        case ID -> Problem.Reason.INVALID_ID;
                        case TYPE -> Problem.Reason.INVALID_TYPE;
                        case CONTENT_TYPE -> Problem.Reason.INVALID_CONTENT_TYPE;
                        case PAYLOAD_SIZE -> Problem.Reason.PAYLOAD_TOO_LARGE;
                        case PAYLOAD_ENCODING -> Problem.Reason.INVALID_PAYLOAD;
                    },
                    Payload.MAX_BYTES);
        }
        if (failure instanceof TooManyTopicsException) {
            return Problem.of(Problem.Reason.TOO_MANY_TOPICS);
        }
        return failure instanceof HubClosedException ? Problem.of(Problem.Reason.SHUTTING_DOWN) : null;
    }
}
