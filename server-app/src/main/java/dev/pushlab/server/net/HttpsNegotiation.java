package dev.pushlab.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.function.Consumer;

/** Makes the pipeline for the version of HTTP that TLS has agreed on (RFC 7301); without a word about it, HTTP/1.1. */
final class HttpsNegotiation extends ApplicationProtocolNegotiationHandler {
    private final Consumer<ChannelPipeline> http1;
    private final Consumer<ChannelPipeline> http2;

    HttpsNegotiation(Consumer<ChannelPipeline> http1, Consumer<ChannelPipeline> http2) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        ctx.pipeline().remove(HandlerNames.ERRORS);
        (ApplicationProtocolNames.HTTP_2.equals(protocol) ? http2 : http1).accept(ctx.pipeline());
    }

    /** What comes last in every pipeline knows what to say of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.fireExceptionCaught(cause);
        ctx.close();
    }
}
