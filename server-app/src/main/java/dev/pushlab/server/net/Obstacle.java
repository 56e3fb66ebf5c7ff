package dev.pushlab.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What a proxy on the way does to an answer, where a client asks to be treated so: {@code obstacle=KIND&seconds=N} at the
 * address of a technique. It concerns this answer only, and is over when that has left as a whole.
 *
 * <table>
 * <tr><td>{@code refuse}</td><td>403, as from a proxy that lets something of this kind not through</td></tr>
 * <tr><td>{@code silence}</td><td>the head of a stream and nothing of what follows, as from a proxy that waits for the end
 *     of an answer; complete answers pass. The connection ends after {@code seconds}</td></tr>
 * <tr><td>{@code stall}</td><td>the same from {@code seconds} on, as by a firewall that has forgotten the connection, which ends
 *     after 60 s</td></tr>
 * <tr><td>{@code cut}</td><td>the connection ends after {@code seconds}, whatever goes over it</td></tr>
 * </table>
 *
 * <p>{@code seconds} is 1 to 60, 10 if absent, counts from the request and is absolute.
 */
public final class Obstacle extends ChannelOutboundHandlerAdapter {
    private static final int MAX_SECONDS = 60;
    private static final int DEFAULT_SECONDS = 10;

    private final int silentAfter;
    private final int endsAfter;
    private boolean silent;
    private Future<?> silence;
    private Future<?> end;

    private Obstacle(int silentAfter, int endsAfter) {
        this.silentAfter = silentAfter;
        this.endsAfter = endsAfter;
        this.silent = silentAfter == 0;
    }

    /**
     * Puts in the way of the answer what its request asks for, until {@link #remove}.
     *
     * @throws ProblemException {@code obstructed} if it asks to be refused, or if it asks for what there is not
     */
    public static void place(HttpExchange exchange) {
        ChannelPipeline pipeline = exchange.context().pipeline();
        String kind = exchange.query("obstacle").orElse("");
        if (kind.isEmpty()) {
            return;
        }
        int seconds = exchange.query("seconds", 1, MAX_SECONDS, DEFAULT_SECONDS);
        switch (kind) {
            case "refuse" -> throw new ProblemException(Problem.Reason.OBSTRUCTED);
            case "silence" -> place(pipeline, new Obstacle(0, seconds));
            case "stall" -> place(pipeline, new Obstacle(seconds, MAX_SECONDS));
            case "cut" -> place(pipeline, new Obstacle(seconds, seconds));
            default ->
                throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "obstacle", "refuse, silence, stall, cut");
        }
    }

    /** Before the encoder of HTTP: a stream is told from a complete answer by what is written. */
    private static void place(ChannelPipeline pipeline, Obstacle obstacle) {
        pipeline.addAfter(HandlerNames.HTTP_ENCODER, HandlerNames.OBSTACLE, obstacle);
    }

    /** The answer has left: what comes now over the same connection may be somebody else's behind the same proxy. */
    static void remove(ChannelPipeline pipeline) {
        if (pipeline.get(HandlerNames.OBSTACLE) != null) {
            pipeline.remove(HandlerNames.OBSTACLE);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        silence = ctx.executor().schedule(() -> silent = true, silentAfter, TimeUnit.SECONDS);
        end = ctx.executor().schedule(() -> ctx.close(), endsAfter, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        silence.cancel(false);
        end.cancel(false);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (silent && !(msg instanceof HttpResponse)) {
            ReferenceCountUtil.release(msg);
            promise.trySuccess();
            return;
        }
        ctx.write(msg, promise);
    }
}
