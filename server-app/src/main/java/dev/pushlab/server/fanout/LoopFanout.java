package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Subscription;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fan-out of one event loop. Confined to it, but for {@link #enqueue}. */
final class LoopFanout {
    private static final Logger LOG = LoggerFactory.getLogger(LoopFanout.class);

    private final Fanout fanout;
    private final EventLoop loop;
    private final Map<Topic, TopicGroup> groups = new HashMap<>();
    private final Queue<TopicGroup> dirty = new ConcurrentLinkedQueue<>();
    private final Queue<Member> lagging = new ArrayDeque<>();
    /** Those that lag, and answers, that wait until there is room, see {@link PinnedBytes}. */
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    private final Map<ConnectionHandler, Runnable> draining = new LinkedHashMap<>();
    private final AtomicBoolean pending = new AtomicBoolean();
    private final Set<Member> windows = new LinkedHashSet<>();
    private Future<?> check;
    private final HeldAnswers answers;

    /** Has to wait for its turn to pin bytes. */
    interface Waiting {
        /** @return whether it wants another turn, after all others */
        boolean takeTurn();
    }

    LoopFanout(Fanout fanout, EventLoop loop) {
        this.fanout = fanout;
        this.loop = loop;
        this.answers = new HeldAnswers(fanout.hub(), loop, this);
    }

    FanoutSubscription subscribe(ChannelHandlerContext target, Topic topic, Position after, WireFormat format) {
        Subscription cursor = fanout.hub().subscribe(topic, after, () -> {});
        return join(target, cursor, format, member -> {});
    }

    FanoutSubscription subscribe(ChannelHandlerContext target, DurableSubscription subscription, WireFormat format) {
        Holder holder = new Holder();
        Subscription cursor = subscription.open(holder);
        if (cursor == null) {
            return null;
        }
        try {
            return join(target, cursor, format, member -> {
                member.window = new Window(subscription, cursor, holder, loop.ticker());
                holder.member = member;
                watch(member);
            });
        } catch (RuntimeException e) {
            subscription.release(holder);
            throw e;
        }
    }

    /** Whom the hub tells that a durable subscription is over for its connection. */
    private final class Holder implements Consumer<Ending> {
        /** Set and read on the loop: what is told before it is set comes in a later task. */
        private Member member;

        @Override
        public void accept(Ending ending) {
            try {
                loop.execute(() -> {
                    if (member != null) {
                        member.connection.end(member, ending);
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("The server is shutting down: nobody is left to be told of {}", ending, e);
            }
        }
    }

    private Member join(
            ChannelHandlerContext target, Subscription cursor, WireFormat format, Consumer<Member> preparation) {
        Topic topic = cursor.topic();
        TopicGroup group;
        boolean isNew = !groups.containsKey(topic);
        try {
            group = groups.computeIfAbsent(topic, it -> new TopicGroup(this, fanout.hub(), it));
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
        ConnectionHandler connection = ConnectionHandler.of(target);
        Member member = new Member(target, format, group, cursor, connection);
        preparation.accept(member);
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

    private void watch(Member member) {
        windows.add(member);
        if (check == null) {
            check = loop.scheduleWithFixedDelay(
                    () -> List.copyOf(windows).forEach(it -> it.group.checkWindow(it)), 1, 1, TimeUnit.SECONDS);
        }
    }

    void unwatch(Member member) {
        windows.remove(member);
        if (windows.isEmpty() && check != null) {
            check.cancel(false);
            check = null;
        }
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

    /** It has to wait until less is pinned. */
    void await(Waiting one) {
        waiting.add(one);
        if (waiting.size() == 1) {
            pinned().await(this);
        }
    }

    /** The member has been closed. */
    void left(Member member) {
        if (waiting.remove(member) && waiting.isEmpty()) {
            pinned().next(this, false);
        }
        left();
    }

    /** One subscription less. */
    void left() {
        fanout.left();
    }

    PinnedBytes pinned() {
        return fanout.pinned();
    }

    FanoutLimits limits() {
        return fanout.limits();
    }

    /** See {@link Fanout#whenDrained}. */
    void whenDrained(ConnectionHandler connection, Runnable action) {
        draining.put(connection, action);
        schedule();
    }

    void forget(TopicGroup group) {
        groups.remove(group.topic(), group);
    }

    /** From any thread: has a round come. */
    void schedule() {
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
        if (!waiting.isEmpty() && pinned().isTurnOf(this)) {
            serveWaiting();
        }
        for (int i = lagging.size(); i > 0; i--) {
            Member member = lagging.poll();
            if (member.group.serve(member)) {
                lag(member);
            }
        }
        answers.round();
        if (!draining.isEmpty()) {
            drained();
        }
    }

    /** In the order in which they came; whoever wants more after this comes after those that have had nothing. */
    private void serveWaiting() {
        List<Waiting> more = new ArrayList<>();
        for (int i = waiting.size(); i > 0 && !pinned().isFull(); i--) {
            Iterator<Waiting> first = waiting.iterator();
            if (!first.hasNext()) {
                break;
            }
            Waiting one = first.next();
            first.remove();
            if (one.takeTurn()) {
                more.add(one);
            }
        }
        waiting.addAll(more);
        pinned().next(this, !waiting.isEmpty());
    }

    private void drained() {
        List<Runnable> actions = new ArrayList<>();
        draining.entrySet().removeIf(each -> {
            if (!each.getKey().hasAll()) {
                return false;
            }
            actions.add(each.getValue());
            return true;
        });
        actions.forEach(Runnable::run);
    }
}
