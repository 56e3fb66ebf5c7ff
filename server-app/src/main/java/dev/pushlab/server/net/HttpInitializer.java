package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * The pipeline of an HTTP connection:
 *
 * <pre>
 *   tap → deadlines → http-decoder → http-encoder → guard → body → router → errors
 * </pre>
 *
 * A technique that streams puts its own handler in the place of everything between the tap and {@code errors}. Offers to
 * upgrade to {@code h2c}, which JavaFX's WebView makes with every request, are ignored as RFC 9110 §7.8 allows.
 */
public final class HttpInitializer extends TappedInitializer {
    private final HttpLimits limits;
    private final Access access;
    private final HttpRoutes routes;
    private final RequestRate rate;
    private final WriteBufferWaterMark queue;

    public HttpInitializer(ConnectionRegistry registry, HttpLimits limits, Access access, HttpRoutes routes) {
        super(registry, ConnectionInfo.Protocol.HTTP, Message.Direction.FORWARD);
        this.limits = limits;
        this.access = access;
        this.routes = routes;
        this.rate = new RequestRate(limits.requestsPerSecond(), limits.requestBurst(), System::nanoTime);
        // Above the high mark a connection counts as not writable until it has fallen below the low one.
        this.queue = new WriteBufferWaterMark(limits.queue() / 4, limits.queue());
    }

    @Override
    protected void configure(Channel channel, Connection connection) {
        channel.config().setWriteBufferWaterMark(queue);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(HandlerNames.DEADLINES, new RequestDeadlines(limits));
        pipeline.addLast(HandlerNames.HTTP_DECODER, new StrictRequestDecoder(limits));
        pipeline.addLast(HandlerNames.HTTP_ENCODER, new HttpResponseEncoder());
        pipeline.addLast(HandlerNames.GUARD, new RequestGuard(limits, access));
        pipeline.addLast(HandlerNames.BODY, new BodyCollector(limits.body()));
        pipeline.addLast(HandlerNames.ROUTER, new HttpRouter(limits, access, routes, rate));
        pipeline.addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
    }

    @Override
    protected void refuse(Channel channel) {
        channel.pipeline().addLast(HandlerNames.HTTP_ENCODER, new HttpResponseEncoder());
        Problem problem = Problem.of(Problem.Reason.TOO_MANY_CONNECTIONS).withHeader(HttpHeaderNames.RETRY_AFTER, "5");
        HttpAnswers.refuse(channel, problem, Language.EN);
    }
}
