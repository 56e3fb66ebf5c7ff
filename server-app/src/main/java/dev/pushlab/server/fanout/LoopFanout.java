package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The fan-out of one event loop. Confined to it, but for {@link #enqueue}. */
final class LoopFanout {
    private final Hub hub;
    private final EventLoop loop;
    private final Map<Topic, TopicGroup> groups = new HashMap<>();
    private final Queue<TopicGroup> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<Member> lagging = new ArrayDeque<>();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final HeldAnswers answers;

    LoopFanout(Hub hub, EventLoop loop) {
        this.hub = hub;
        this.loop = loop;
        this.answers = new HeldAnswers(hub, loop, this::schedule);
    }

    FanoutSubscription subscribe(ChannelHandlerContext target, Topic topic, Position after, WireFormat format) {
        Subscription cursor = hub.subscribe(topic, after, () -> {});
        TopicGroup group;
        boolean isNew = !groups.containsKey(topic);
        try {
            group = groups.computeIfAbsent(topic, it -> new TopicGroup(this, hub, it));
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
        ConnectionHandler connection = ConnectionHandler.of(target);
        Member member = new Member(target, format, group, cursor, connection);
        connection.members.add(member);
        group.join(member);
        if (isNew) {
            group.start();
        }
        if (!target.channel().isActive()) {
            member.close();
        }
        return member;
    }

    HeldAnswers answers() {
        return answers;
    }

    /** From any thread: the group has events to share. */
    void enqueue(TopicGroup group) {
        dirty.add(group);
        schedule();
    }

    void lag(Member member) {
        lagging.add(member);
        schedule();
    }

    void forget(TopicGroup group) {
        groups.remove(group.topic(), group);
    }

    private void schedule() {
        if (pending.compareAndSet(false, true)) {
            try {
                loop.execute(this::round);
            } catch (RejectedExecutionException e) {
                // The server is shutting down: its connections are closed already.
                pending.set(false);
            }
        }
    }

    /** One pass over what is there now; what comes up meanwhile is for the next one, so that the loop gets to I/O. */
    private void round() {
        pending.set(false);
        for (int i = dirty.size(); i > 0; i--) {
            TopicGroup group = dirty.poll();
            if (group == null) {
                break;
            }
            group.round();
        }
        for (int i = lagging.size(); i > 0; i--) {
            Member member = lagging.poll();
            if (member.group.serve(member)) {
                lag(member);
            }
        }
        answers.round();
    }
}
