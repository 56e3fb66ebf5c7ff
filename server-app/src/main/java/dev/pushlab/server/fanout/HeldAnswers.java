package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The answers of one event loop that wait. Confined to it, but for {@link #enqueue}. */
final class HeldAnswers {
    private final Hub hub;
    private final EventLoop loop;
    private final LoopFanout fanout;
    private final AnswerDeadlines deadlines;
    private final Map<Topic, AnswerGroup> groups = new HashMap<>();
    private final Queue<AnswerGroup> dirty = new ConcurrentLinkedQueue<>();

    /** @param fanout calls {@link #round()} */
    HeldAnswers(Hub hub, EventLoop loop, LoopFanout fanout) {
        this.hub = hub;
        this.loop = loop;
        this.fanout = fanout;
        this.deadlines = new AnswerDeadlines(loop);
    }

    HeldAnswer hold(
            Topic topic,
            Position after,
            AnswerFormat format,
            int limit,
            Duration wait,
            HeldAnswer.Target target,
            boolean sealed) {
        Subscription cursor = hub.subscribe(topic, after, () -> {});
        AnswerGroup group;
        try {
            group = groups.computeIfAbsent(topic, it -> new AnswerGroup(this, hub, it));
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
        Optional<EventId> lost = cursor.recovered() ? Optional.empty() : after.id();
        Held request =
                new Held(group, new AnswerGroup.Key(cursor.position(), lost, format, limit), cursor, target, sealed);
        group.join(request);
        if (wait.isZero()) {
            loop.execute(request::timeIsUp);
        } else {
            deadlines.add(request, wait);
        }
        return request;
    }

    /** From any thread: there is something to answer with. */
    void enqueue(AnswerGroup group) {
        dirty.add(group);
        fanout.schedule();
    }

    /** It waits no more. */
    void left(Held request) {
        deadlines.remove(request);
        fanout.left();
    }

    /** See {@link LoopFanout#await}. */
    void await(LoopFanout.Waiting answers) {
        fanout.await(answers);
    }

    PinnedBytes pinned() {
        return fanout.pinned();
    }

    void forget(AnswerGroup group) {
        groups.remove(group.topic(), group);
    }

    /** Answers with what is there now. */
    void round() {
        for (int i = dirty.size(); i > 0; i--) {
            AnswerGroup group = dirty.poll();
            if (group == null) {
                break;
            }
            group.round();
        }
    }
}
