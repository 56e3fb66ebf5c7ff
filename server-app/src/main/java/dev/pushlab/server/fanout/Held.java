package dev.pushlab.server.fanout;

import dev.pushlab.server.hub.Subscription;
import java.util.List;

/** One request that waits in an {@link AnswerGroup}. */
final class Held implements HeldAnswer {
    final AnswerGroup group;
    final AnswerGroup.Key key;
    final Subscription cursor;
    final Target target;
    /** Whether its answer is encrypted for it alone. */
    final boolean sealed;
    /** Its slot in {@link AnswerDeadlines}; null if it has no deadline there. */
    List<Held> deadline;
    /** Where in the slot. */
    int place;

    private boolean done;

    Held(AnswerGroup group, AnswerGroup.Key key, Subscription cursor, Target target, boolean sealed) {
        this.group = group;
        this.key = key;
        this.cursor = cursor;
        this.target = target;
        this.sealed = sealed;
    }

    /** Frees what it holds; false if that was done before. */
    boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        group.left(this);
        cursor.close();
        return true;
    }

    /** It has waited as long as it was to wait. */
    void timeIsUp() {
        group.answerNow(this);
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
