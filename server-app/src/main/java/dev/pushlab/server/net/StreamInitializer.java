package dev.pushlab.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pipeline of a stream of HTTP/2, which is to all that follows a connection with one request on it:
 *
 * <pre>
 *   frames → deadlines → http-encoder → guard → body → router → errors
 * </pre>
 */
final class StreamInitializer extends ChannelInitializer<Channel> {
    private final ConnectionRegistry registry;
    private final Http2Keeper keeper;
    private final HttpLimits limits;
    private final WriteBufferWaterMark queue;
    private final Consumer<ChannelPipeline> requests;

    /** @param requests adds what serves them */
    StreamInitializer(
            ConnectionRegistry registry,
            Http2Keeper keeper,
            HttpLimits limits,
            WriteBufferWaterMark queue,
            Consumer<ChannelPipeline> requests) {
        this.registry = registry;
        this.keeper = keeper;
        this.limits = limits;
        this.queue = queue;
        this.requests = requests;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.config().setWriteBufferWaterMark(queue);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(HandlerNames.FRAMES, new StreamFrames());
        Optional<Connection> connection = registry.registerStream(channel);
        if (connection.isEmpty()) {
            refuse(channel);
            return;
        }
        int id = ((Http2StreamChannel) channel).stream().id();
        keeper.begins(id, connection.get());
        channel.closeFuture().addListener(closed -> keeper.ended(id));
        pipeline.addLast(HandlerNames.DEADLINES, new RequestDeadlines(limits));
        pipeline.addLast(HandlerNames.HTTP_ENCODER, new StreamCodec(limits));
        requests.accept(pipeline);
    }

    /** As over HTTP/1.1; not before the stream, which is just being made, can be answered on. */
    private void refuse(Channel channel) {
        channel.pipeline().addLast(HandlerNames.HTTP_ENCODER, new StreamCodec(limits));
        channel.pipeline().addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
        Problem problem = Problem.of(Problem.Reason.TOO_MANY_CONNECTIONS).withHeader(HttpHeaderNames.RETRY_AFTER, "5");
        channel.eventLoop().execute(() -> HttpAnswers.refuse(channel, problem, Language.EN));
    }
}
