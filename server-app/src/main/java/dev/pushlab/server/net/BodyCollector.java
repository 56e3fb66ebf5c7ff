package dev.pushlab.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Collects a body of bounded size, and answers 100-continue; a longer one is answered with a problem. */
final class BodyCollector extends HttpObjectAggregator {
    private final int limit;

    BodyCollector(int limit) {
        super(limit);
        this.limit = limit;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpRouter.refuse(ctx.channel(), Problem.of(Problem.Reason.PAYLOAD_TOO_LARGE, limit), Language.EN);
    }
}
