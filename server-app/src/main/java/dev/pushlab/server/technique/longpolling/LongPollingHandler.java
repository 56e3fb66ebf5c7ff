package dev.pushlab.server.technique.longpolling;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.fanout.HeldAnswer;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.LaterAnswer;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;

/** One question that is held: brings together the answer that HTTP waits for and the events that the fan-out has. */
final class LongPollingHandler implements HeldAnswer.Target {
    /** How long an answer waits unless the question says otherwise. */
    static final int DEFAULT_WAIT_SECONDS = 25;

    static final int MAX_WAIT_SECONDS = (int) Fanout.LONGEST_WAIT.toSeconds();

    private final LaterAnswer answer;

    private LongPollingHandler(LaterAnswer answer) {
        this.answer = answer;
    }

    // snippet:begin hold
    static void hold(HttpExchange exchange, Topic topic, Fanout fanout) {
        exchange.requireOrigin();
        Position after = Polls.after(exchange);
        Polls.Envelope envelope = Polls.Envelope.of(exchange);
        int limit = exchange.query("limit", 1, Fanout.ANSWER_EVENTS, Fanout.ANSWER_EVENTS);
        Duration wait = Duration.ofSeconds(exchange.query("wait", 0, MAX_WAIT_SECONDS, DEFAULT_WAIT_SECONDS));

        exchange.later(answer -> waiting(fanout.hold(
                exchange.context().channel(),
                topic,
                after,
                new LongPollingEncoder(envelope, answer.head()),
                limit,
                wait,
                new LongPollingHandler(answer))));
    }

    /** There is something, or the time has run out. */
    @Override
    public Future<?> answer(ByteBuf bytes) {
        return answer.give(bytes);
    }
    // snippet:end

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
