package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The pipeline of an HTTP connection:
 *
 * <pre>
 *   tap → [tls →] deadlines → http-decoder → http-encoder → guard → body → router → errors
 * </pre>
 *
 * <p>and, if a client over TLS wants HTTP/2, of a connection whose streams are each a channel like such a connection ({@link
 * StreamInitializer}):
 *
 * <pre>
 *   tap → tls → meter → flush → http2 → streams → keeper → errors
 * </pre>
 *
 * A technique that streams puts its own handler in the place of everything between the tap and {@code errors}. Offers to
 * upgrade to {@code h2c}, which JavaFX's WebView makes with every request, are ignored as RFC 9110 §7.8 allows.
 */
public final class HttpInitializer extends TappedInitializer {
    /** So many of them leave at once at the most. */
    private static final int FLUSHES = 256;

    private final ConnectionRegistry registry;
    private final HttpLimits limits;
    private final Access access;
    private final HttpRoutes routes;
    private final RequestRate rate;
    private final WriteBufferWaterMark queue;
    private final Optional<Supplier<SslContext>> tls;

    /** For HTTP as it is. */
    public HttpInitializer(ConnectionRegistry registry, HttpLimits limits, Access access, HttpRoutes routes) {
        this(
                registry,
                limits,
                access,
                routes,
                new RequestRate(limits.requestsPerSecond(), limits.requestBurst(), System::nanoTime),
                ConnectionInfo.Protocol.HTTP,
                Optional.empty());
    }

    /**
     * The same behind TLS: to the tap outside of it a byte is one that was sent, encrypted and with what TLS adds.
     *
     * @param tls asked for each connection, so that a new certificate counts from then on
     */
    public HttpInitializer overTls(Supplier<SslContext> tls) {
        return new HttpInitializer(
                registry, limits, access, routes, rate, ConnectionInfo.Protocol.HTTPS, Optional.of(tls));
    }

    private HttpInitializer(
            ConnectionRegistry registry,
            HttpLimits limits,
            Access access,
            HttpRoutes routes,
            RequestRate rate,
            ConnectionInfo.Protocol protocol,
            Optional<Supplier<SslContext>> tls) {
        super(registry, protocol, Message.Direction.FORWARD);
        this.registry = registry;
        this.limits = limits;
        this.access = access;
        this.routes = routes;
        this.rate = rate;
        // Above the high mark a connection counts as not writable until it has fallen below the low one.
        this.queue = new WriteBufferWaterMark(limits.queue() / 4, limits.queue());
        this.tls = tls;
    }

    @Override
    protected void configure(Channel channel, Connection connection) {
        channel.config().setWriteBufferWaterMark(queue);
        ChannelPipeline pipeline = channel.pipeline();
        if (tls.isEmpty()) {
            http1(pipeline);
            return;
        }
        pipeline.addLast(HandlerNames.TLS, handler(tls.get().get(), channel));
        pipeline.addLast(
                HandlerNames.NEGOTIATION, new HttpsNegotiation(this::http1, agreed -> http2(agreed, connection)));
        pipeline.addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
    }

    private void http1(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.DEADLINES, new RequestDeadlines(limits));
        pipeline.addLast(HandlerNames.HTTP_DECODER, new StrictRequestDecoder(limits));
        pipeline.addLast(HandlerNames.HTTP_ENCODER, new HttpResponseEncoder());
        requests(pipeline);
    }

    /** What comes behind TLS. */
    void http2(ChannelPipeline pipeline, Connection connection) {
        connection.protocol(ConnectionInfo.Protocol.HTTP2);
        Http2Keeper keeper = new Http2Keeper(limits, connection);
        pipeline.addLast(HandlerNames.METER, keeper.meter());
        // A round of the fan-out writes to many streams: their frames share records and packets.
        pipeline.addLast(HandlerNames.FLUSH, new FlushConsolidationHandler(FLUSHES, true));
        pipeline.addLast(HandlerNames.HTTP2, Http2Codec.of(limits));
        pipeline.addLast(
                HandlerNames.STREAMS,
                new Http2MultiplexHandler(new StreamInitializer(registry, keeper, limits, queue, this::requests)));
        pipeline.addLast(HandlerNames.KEEPER, keeper);
        pipeline.addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
    }

    private void requests(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.GUARD, new RequestGuard(limits, access));
        pipeline.addLast(HandlerNames.BODY, new BodyCollector(limits.body()));
        pipeline.addLast(HandlerNames.ROUTER, new HttpRouter(limits, access, routes, rate));
        pipeline.addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
    }

    /** The handshake may take as long as the head of a request, however steadily it drips. */
    private SslHandler handler(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(limits.headDeadline().toMillis());
        return handler;
    }

    /** Over TLS only by the end of the connection: a handshake is no work for a server that has too much of it. */
    @Override
    protected void refuse(Channel channel) {
        if (tls.isPresent()) {
            channel.close();
            return;
        }
        channel.pipeline().addLast(HandlerNames.HTTP_ENCODER, new HttpResponseEncoder());
        Problem problem = Problem.of(Problem.Reason.TOO_MANY_CONNECTIONS).withHeader(HttpHeaderNames.RETRY_AFTER, "5");
        HttpAnswers.refuse(channel, problem, Language.EN);
    }
}
