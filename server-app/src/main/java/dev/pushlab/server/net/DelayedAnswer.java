package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An answer that is given after some time, without a thread that waits for it. On the connection's event loop. */
final class DelayedAnswer implements LaterAnswer.Waiting {
    private final LaterAnswer answer;
    private final Function<AnswerHead, ByteBuf> maker;
    private final Future<?> task;

    DelayedAnswer(LaterAnswer answer, EventExecutor loop, Duration delay, Function<AnswerHead, ByteBuf> maker) {
        this.answer = answer;
        this.maker = maker;
        this.task = loop.schedule(this::give, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void give() {
        ByteBuf bytes;
        try {
            bytes = maker.apply(answer.head());
        } catch (RuntimeException e) {
            answer.fail(e);
            return;
        }
        answer.give(bytes);
    }

    @Override
    public void answerNow() {
        if (task.cancel(false)) {
            give();
        }
    }

    @Override
    public void giveUp() {
        task.cancel(false);
    }
}
