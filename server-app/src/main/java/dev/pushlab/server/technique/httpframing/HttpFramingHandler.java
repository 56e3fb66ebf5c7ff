package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.fanout.HeldAnswer;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.LaterAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;

/**
 * One answer: whole when there is something to say, or in parts as things happen, until it has brought as many events as
 * were asked for or its time is over. Each part waits in the rounds of the fan-out, and for the connection to have taken the
 * one before. Confined to the event loop.
 */
final class HttpFramingHandler implements HeldAnswer.Target, LaterAnswer.Waiting {
    /** The same for all, so that all who wait at one position are given the same bytes. */
    private static final int PART_EVENTS = 100;

    private final ChannelHandlerContext context;
    private final Topic topic;
    private final Fanout fanout;
    private final Question question;
    private final LaterAnswer answer;
    private final long deadline;
    private HeldAnswer held;
    private boolean begun;
    private boolean hurried;
    private boolean gone;
    private int sent;

    private HttpFramingHandler(
            ChannelHandlerContext context, Topic topic, Fanout fanout, Question question, LaterAnswer answer) {
        this.context = context;
        this.topic = topic;
        this.fanout = fanout;
        this.question = question;
        this.answer = answer;
        this.deadline = now() + question.time().toNanos();
    }

    static void answer(HttpExchange exchange, Topic topic, Fanout fanout, Question question) {
        ChannelHandlerContext context = exchange.context();
        exchange.later(answer -> new HttpFramingHandler(context, topic, fanout, question, answer).begin());
    }

    /** An answer in parts begins at once: its first part says where the topic stands. */
    private HttpFramingHandler begin() {
        boolean inParts = question.framing() != Framing.LENGTH;
        String connection =
                question.framing() == Framing.CLOSE ? "close" : answer.head().connection();
        FramingHead head = new FramingHead(connection, answer.head().origin());
        hold(question.after(), head, inParts ? Duration.ZERO : question.time());
        return this;
    }

    private void hold(Position after, FramingHead head, Duration wait) {
        held = fanout.hold(
                context.channel(),
                topic,
                after,
                new HttpFramingEncoder(question.framing(), head),
                PART_EVENTS,
                wait,
                this);
    }

    // snippet:begin answer
    /** There is something, or the time has run out. */
    @Override
    public Future<?> answer(Batch batch, EventId last, ByteBuf bytes) {
        boolean timeIsOver = begun && batch.isEmpty();
        begun = true;
        if (question.framing() == Framing.LENGTH) {
            boolean cut = question.cut() != Cut.NO && !batch.events().isEmpty();
            return end(cut ? first(question.cut().of(bytes), bytes) : bytes, cut);
        } else if (question.breaksOffWithinTheNext(sent) && !batch.events().isEmpty()) {
            return end(first(bytes.readableBytes() / 2, bytes), true);
        }
        sent += batch.events().size();
        if (!batch.events().isEmpty() && question.breaksOffAfter(sent)) {
            return end(bytes, true);
        } else if (timeIsOver || question.isAnsweredBy(sent)) {
            part(bytes);
            ByteBuf lastChunk = context.alloc().buffer(8);
            question.framing().end(lastChunk);
            return end(lastChunk, false);
        }
        return part(bytes).addListener(taken -> goOn(last));
    }

    private void goOn(EventId last) {
        if (gone || !context.channel().isActive()) {
            return;
        }
        try {
            hold(Position.after(last), null, Duration.ofNanos(hurried ? 0 : Math.max(0, deadline - now())));
        } catch (RuntimeException e) {
            // There are too many, or the server ends. What has begun can only break off.
            answer.fail(e);
        }
    }
    // snippet:end

    @Override
    public void fail(RuntimeException failure) {
        answer.fail(failure);
    }

    /** With what there is. */
    @Override
    public void answerNow() {
        hurried = true;
        held.answerNow();
    }

    @Override
    public void giveUp() {
        gone = true;
        held.giveUp();
    }

    private ChannelFuture part(ByteBuf bytes) {
        record(bytes);
        return answer.part(bytes);
    }

    private ChannelFuture end(ByteBuf bytes, boolean cut) {
        boolean close = cut || question.framing() == Framing.CLOSE;
        record(bytes);
        question.trace()
                .ifPresent(trace -> trace.ended(
                        cut ? Trace.End.CUT : close || !answer.keepsConnection() ? Trace.End.CLOSED : Trace.End.KEPT));
        return answer.end(bytes, close);
    }

    private void record(ByteBuf bytes) {
        question.trace().ifPresent(trace -> trace.wrote(bytes, now()));
    }

    /** So many bytes of these, which are released. */
    private static ByteBuf first(int count, ByteBuf bytes) {
        try {
            return bytes.readRetainedSlice(count);
        } finally {
            bytes.release();
        }
    }

    private long now() {
        return context.executor().ticker().nanoTime();
    }
}
