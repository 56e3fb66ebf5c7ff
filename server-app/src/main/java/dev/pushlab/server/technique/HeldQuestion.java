package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.AnswerFormat;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.fanout.HeldAnswer;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.AnswerHead;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.LaterAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.function.Function;

/** A question that is held: brings together the answer that HTTP waits for and the events that the fan-out has. */
public final class HeldQuestion implements HeldAnswer.Target {
    /** How long an answer waits unless the question says otherwise. */
    public static final int DEFAULT_WAIT_SECONDS = 25;

    public static final int MAX_WAIT_SECONDS = (int) Fanout.LONGEST_WAIT.toSeconds();

    private final LaterAnswer answer;

    private HeldQuestion(LaterAnswer answer) {
        this.answer = answer;
    }

    /**
     * Holds a question for as long as its parameter {@code wait} says, and brings as many events as {@code limit} says.
     *
     * @param format of an answer with this head
     * @throws dev.pushlab.server.net.ProblemException if a parameter is wrong
     */
    public static void hold(
            HttpExchange exchange,
            Topic topic,
            Position after,
            Fanout fanout,
            Function<AnswerHead, AnswerFormat> format) {
        int limit = exchange.query("limit", 1, Fanout.ANSWER_EVENTS, Fanout.ANSWER_EVENTS);
        Duration wait = Duration.ofSeconds(exchange.query("wait", 0, MAX_WAIT_SECONDS, DEFAULT_WAIT_SECONDS));
        exchange.later(answer -> waiting(fanout.hold(
                exchange.context().channel(),
                topic,
                after,
                format.apply(answer.head()),
                limit,
                wait,
                new HeldQuestion(answer))));
    }

    /** There is something, or the time has run out. */
    @Override
    public Future<?> answer(Batch batch, EventId last, ByteBuf bytes) {
        return answer.give(bytes);
    }

    @Override
    public void fail(RuntimeException failure) {
        answer.fail(failure);
    }

    private static LaterAnswer.Waiting waiting(HeldAnswer held) {
        return new LaterAnswer.Waiting() {
            /** With nothing, if there is nothing. */
            @Override
            public void answerNow() {
                held.answerNow();
            }

            /** What was held for the client is freed at once. */
            @Override
            public void giveUp() {
                held.giveUp();
            }
        };
    }
}
