package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.channels.ClosedChannelException;

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
    /** Whether a part of it has been given. */
    private boolean begun;

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

    /** Whether the connection takes another request after it, unless {@link #end} says otherwise. */
    public boolean keepsConnection() {
        return keepAlive;
    }

    /**
     * Gives the answer, its head included.
     *
     * @return done when the connection has taken the bytes, or never will
     */
    public ChannelFuture give(ByteBuf bytes) {
        if (mayBeGiven()) {
            ChannelFuture written = head.version().write(encoder(), bytes);
            given(written);
            return written;
        }
        bytes.release();
        return ctx.newSucceededFuture();
    }

    /**
     * Gives the first part of an answer that is longer than what there is to say, or one more part; {@link #end} gives the
     * last. Its bytes go to the wire as they are, framing included, so this is for HTTP/1 ({@link HttpExchange#isHttp1}).
     * Each part has the time that an answer has to leave.
     *
     * @return done when the connection has taken the bytes, or never will; not before should there be another part
     */
    public ChannelFuture part(ByteBuf bytes) {
        if (given || !ctx.channel().isActive() || ctx.isRemoved()) {
            bytes.release();
            return ctx.newFailedFuture(new ClosedChannelException());
        }
        begun = true;
        RequestDeadlines.of(ctx).answerBegins();
        return encoder().writeAndFlush(bytes);
    }

    /**
     * Gives the last part.
     *
     * @param close whether the connection ends with it, whatever was agreed: where only that says that nothing follows
     * @return done when the connection has taken it, or never will
     */
    public ChannelFuture end(ByteBuf last, boolean close) {
        if (mayBeGiven()) {
            RequestDeadlines.of(ctx).answerBegins();
            return encoder()
                    .writeAndFlush(last)
                    .addListener(it -> done.answered(ctx, keepAlive && !close && it.isSuccess()));
        }
        last.release();
        return ctx.newSucceededFuture();
    }

    private ChannelHandlerContext encoder() {
        return ctx.pipeline().context(HandlerNames.HTTP_ENCODER);
    }

    /** Answers with the problem that a failure is; if a part was given already, breaks off. */
    public void fail(Throwable failure) {
        if (begun) {
            if (mayBeGiven()) {
                ctx.close();
            }
            return;
        }
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
