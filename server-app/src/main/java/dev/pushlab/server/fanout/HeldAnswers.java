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
    private final Runnable schedule;
    private final AnswerDeadlines deadlines;
    private final Map<Topic, AnswerGroup> groups = new HashMap<>();
    private final Queue<AnswerGroup> dirty = new ConcurrentLinkedQueue<>();

    /** @param schedule has {@link #round()} called soon; from any thread */
    HeldAnswers(Hub hub, EventLoop loop, Runnable schedule) {
        this.hub = hub;
        this.loop = loop;
        this.schedule = schedule;
        this.deadlines = new AnswerDeadlines(loop);
    }

    HeldAnswer hold(
            Topic topic, Position after, AnswerFormat format, int limit, Duration wait, HeldAnswer.Target target) {
        Subscription cursor = hub.subscribe(topic, after, () -> {});
        AnswerGroup group;
        try {
            group = groups.computeIfAbsent(topic, it -> new AnswerGroup(this, hub, it));
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
        Optional<EventId> lost = cursor.recovered() ? Optional.empty() : after.id();
        Held request = new Held(group, new AnswerGroup.Key(cursor.position(), lost, format, limit), cursor, target);
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
        schedule.run();
    }

    void noDeadline(Held request) {
        deadlines.remove(request);
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
