package dev.pushlab.server.fanout;

import dev.pushlab.server.hub.Subscription;
import io.netty.util.concurrent.Future;

/** One request that waits in an {@link AnswerGroup}. */
final class Held implements HeldAnswer {
    final AnswerGroup group;
    final AnswerGroup.Key key;
    final Subscription cursor;
    final Target target;
    /** Set unless the answer is to come in the next round in any case. */
    Future<?> deadline;

    private boolean done;

    Held(AnswerGroup group, AnswerGroup.Key key, Subscription cursor, Target target) {
        this.group = group;
        this.key = key;
        this.cursor = cursor;
        this.target = target;
    }

    /** Frees what it holds; false if that was done before. */
    boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        cursor.close();
        return true;
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void answerNow() {
        group.answerNow(this);
    }

    @Override
    public void giveUp() {
        group.giveUp(this);
    }
}
