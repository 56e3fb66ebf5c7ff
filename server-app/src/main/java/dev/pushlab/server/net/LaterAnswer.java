package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;

/**
 * The answer to a request that waits. Unlike an exchange it does not keep the request. For use on the connection's event
 * loop; it is given once.
 */
public final class LaterAnswer {
    private final ChannelHandlerContext ctx;
    private final AnswerHead head;
    private final Language language;
    private final boolean keepAlive;
    private final HttpExchange.Done done;
    private Waiting waiting;
    private boolean given;

    /** What the answer waits for. */
    public interface Waiting {
        /** The server shuts down: an answer has to be given now. */
        void answerNow();

        /** The client has gone: no answer is needed any more. */
        void giveUp();
    }

    LaterAnswer(
            ChannelHandlerContext ctx, AnswerHead head, Language language, boolean keepAlive, HttpExchange.Done done) {
        this.ctx = ctx;
        this.head = head;
        this.language = language;
        this.keepAlive = keepAlive;
        this.done = done;
    }

    /** What its bytes must begin with. */
    public AnswerHead head() {
        return head;
    }

    /**
     * Gives the answer, its head included.
     *
     * @return done when the connection has taken the bytes, or never will
     */
    public ChannelFuture give(ByteBuf bytes) {
        if (mayBeGiven()) {
            ChannelFuture written = head.version().write(ctx.pipeline().context(HandlerNames.HTTP_ENCODER), bytes);
            given(written);
            return written;
        }
        bytes.release();
        return ctx.newSucceededFuture();
    }

    /** Answers with the problem that a failure is. */
    public void fail(Throwable failure) {
        FullHttpResponse response = HttpAnswers.problem(Problems.of(failure), language);
        if (mayBeGiven()) {
            head.addTo(response.headers());
            given(ctx.writeAndFlush(response));
        } else {
            response.release();
        }
    }

    private boolean mayBeGiven() {
        boolean may = !given && ctx.channel().isActive() && !ctx.isRemoved();
        given = true;
        return may;
    }

    private void given(ChannelFuture written) {
        RequestDeadlines.of(ctx).answerBegins();
        written.addListener(it -> done.answered(ctx, keepAlive && it.isSuccess()));
    }

    void waits(Waiting value) {
        waiting = value;
    }

    void answerNow() {
        waiting.answerNow();
    }

    void giveUp() {
        waiting.giveUp();
    }
}
