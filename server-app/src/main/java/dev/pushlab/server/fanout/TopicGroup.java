package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody on one event loop who follows one topic. Confined to that loop, but for {@link #ready()}. */
final class TopicGroup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicGroup.class);

    /** How many batches one that lags may take in its turn. */
    private static final int TURN_BATCHES = 64;

    private final LoopFanout loop;
    private final Subscription tail;
    private final Subscription reader;
    private final LagPolicy lag;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Map<WireFormat, LiveMembers> live = new HashMap<>();
    /** Those with a window that have nothing to do. */
    private final Set<Member> waiting = new LinkedHashSet<>();

    private int members;
    /** How many live ones took what is being shared. */
    private long given;
    /** The last event that the live ones were given, at {@link #position()}; null before the first. */
    private Event last;

    TopicGroup(LoopFanout loop, Hub hub, Topic topic) {
        this.loop = loop;
        this.tail = hub.tail(topic, this::ready);
        this.reader = hub.tail(topic, () -> {});
        this.lag = new LagPolicy(tail, reader);
    }

    void start() {
        tail.start();
    }

    /** The last event that the live ones have. */
    EventId position() {
        return tail.position();
    }

    void ready() {
        if (dirty.compareAndSet(false, true)) {
            loop.enqueue(this);
        }
    }

    void join(Member member) {
        members++;
        member.owed = position().offset();
        loop.lag(member);
    }

    /** Takes the next events and gives them to all live ones. */
    void round() {
        dirty.set(false);
        EventId before = tail.position();
        Batch batch = tail.poll(Fanout.ROUND_EVENTS, Fanout.ROUND_BYTES);
        if (!batch.isEmpty()) {
            live.forEach((format, sharing) -> share(batch, before, format, sharing));
            live.values().removeIf(LiveMembers::isEmpty);
            last = lastOf(batch);
            wakeWaiting();
        }
        if (tail.behind()) {
            ready();
        }
    }

    private void share(Batch batch, EventId before, WireFormat format, LiveMembers sharing) {
        if (sharing.isEmpty()) {
            return;
        }
        ByteBuf bytes = encode(
                List.of(batch),
                sharing.allHaveLast() ? last : null,
                format,
                sharing.first().target.alloc());
        if (bytes == null) {
            sharing.forEach(member -> member.target.channel().close());
            return;
        }
        given = 0;
        try {
            sharing.forEach(member -> {
                if (!member.writable()) {
                    member.cursor.seek(before);
                    park(member);
                } else if (!member.sealed) {
                    given++;
                    member.hasLast = !batch.events().isEmpty();
                    member.write(bytes.retainedDuplicate());
                } else if (!loop.pinned().mustWait()) {
                    given++;
                    member.hasLast = !batch.events().isEmpty();
                    write(member, bytes.retainedDuplicate());
                } else {
                    member.cursor.seek(before);
                    change(member, Member.State.LAGGING);
                    loop.lag(member);
                }
            });
        } finally {
            bytes.release();
        }
        tail.delivered(given * batch.events().size());
        sharing.allHaveLast(!batch.events().isEmpty());
    }

    /** Null if the batch is nothing but a gap: what comes next has nothing before it. */
    private static Event lastOf(Batch batch) {
        return batch.events().isEmpty()
                ? null
                : batch.events().get(batch.events().size() - 1);
    }

    /** Serves one batch to a member that lags; true if it still does and can take more. */
    boolean serve(Member member) {
        return serve(member, false);
    }

    /** What the socket takes at once is not pinned, so a turn may be more than one batch; true if it wants even more. */
    boolean takeTurn(Member member) {
        for (int i = 0; i < TURN_BATCHES && !loop.pinned().isFull(); i++) {
            if (!serve(member, true)) {
                return false;
            }
        }
        return true;
    }

    /** @param itsTurn whether it has waited until there was room */
    boolean serve(Member member, boolean itsTurn) {
        if (member.state != Member.State.LAGGING) {
            return false;
        }
        if (!member.writable()) {
            park(member);
            return false;
        }
        if (member.window == null && lag.mustEnd(member)) {
            member.connection.end(member, Ending.TOO_SLOW);
            return false;
        }
        if (!itsTurn && loop.pinned().mustWait() && wantsMore(member)) {
            loop.await(member);
            return false;
        }
        if (member.window != null) {
            return serveWindow(member);
        }
        // Not beyond the live ones, so that it meets them exactly. It can be ahead of them: it started from now on
        // while
        // a round was pending, or a gap took it there. Then it waits for them.
        long missing = missing(member);
        if (missing >= 0) {
            List<Batch> batches = lag.next(member);
            if (!batches.isEmpty()) {
                ByteBuf bytes = encode(batches, null, member.format, member.target.alloc());
                if (bytes == null) {
                    member.target.channel().close();
                    return false;
                }
                member.hasLast = !batches.get(batches.size() - 1).events().isEmpty();
                ChannelFuture written = write(member, bytes);
                if (missing(member) > 0 && mustWait(member, written)) {
                    return false;
                }
            }
        }
        if (member.state == Member.State.LAGGING && missing(member) == 0) {
            member.state = Member.State.LIVE;
            lag.caughtUp(member);
            live.computeIfAbsent(member.format, format -> new LiveMembers()).add(member);
        }
        return member.state == Member.State.LAGGING;
    }

    /** Writes bytes that are shared with nobody; as long as they wait for the connection, they are counted. */
    private ChannelFuture write(Member member, ByteBuf bytes) {
        int size = bytes.readableBytes();
        ChannelFuture written = member.target.writeAndFlush(bytes);
        if (!written.isDone()) {
            loop.pinned().add(size);
            member.connection.pinned(member, size);
            written.addListener(done -> {
                member.connection.unpinned(member, size);
                loop.pinned().remove(size);
            });
        }
        return written;
    }

    private boolean wantsMore(Member member) {
        return member.window == null ? missing(member) > 0 : member.window.room() > 0 && member.cursor.behind();
    }

    /** As much as its window has room for, whatever the topic does with those who are slow. */
    private boolean serveWindow(Member member) {
        Batch batch = member.cursor.poll(Math.min(member.window.room(), Fanout.ROUND_EVENTS), LagPolicy.BYTES);
        if (batch.isEmpty()) {
            member.state = Member.State.WAITING;
            waiting.add(member);
            return false;
        }
        ByteBuf bytes = encode(List.of(batch), null, member.format, member.target.alloc());
        if (bytes == null) {
            member.target.channel().close();
            return false;
        }
        member.window.delivered(batch);
        ChannelFuture written = write(member, bytes);
        return member.state == Member.State.LAGGING && !mustWait(member, written);
    }

    private void wakeWaiting() {
        waiting.forEach(member -> {
            member.state = Member.State.LAGGING;
            loop.lag(member);
        });
        waiting.clear();
    }

    /** There may be room in its window again. */
    void acknowledged(Member member) {
        if (waiting.remove(member)) {
            member.state = Member.State.LAGGING;
            loop.lag(member);
        }
    }

    /** Delivers again what was not acknowledged in time. */
    void checkWindow(Member member) {
        if (member.state != Member.State.CLOSED && member.writable() && member.window.rewind()) {
            acknowledged(member);
        }
    }

    /** Of bytes that are a member's own, the next ones come when the socket has taken them. */
    private boolean mustWait(Member member, ChannelFuture written) {
        if (written.isDone() || member.state != Member.State.LAGGING) {
            return false;
        }
        member.state = Member.State.PARKED;
        member.connection.parked(member);
        written.addListener(taken -> member.connection.took());
        return true;
    }

    private long missing(Member member) {
        return position().offset() - member.cursor.position().offset();
    }

    void unpark(Member member) {
        if (member.state == Member.State.PARKED) {
            member.state = Member.State.LAGGING;
            loop.lag(member);
        }
    }

    void leave(Member member) {
        change(member, Member.State.CLOSED);
        lag.caughtUp(member);
        waiting.remove(member);
        if (member.window != null) {
            member.window.release();
            loop.unwatch(member);
        }
        member.cursor.close();
        loop.left(member);
        if (--members == 0) {
            tail.close();
            reader.close();
            loop.forget(this);
        }
    }

    LoopFanout loop() {
        return loop;
    }

    Topic topic() {
        return tail.topic();
    }

    /** Whether a member whose connection takes nothing is to be disconnected. */
    boolean mustEnd(Member member) {
        return lag.mustEnd(member);
    }

    /** Whether a member was given everything that there is, as far as its window has room. */
    boolean hasAll(Member member) {
        return (member.state == Member.State.LIVE || member.state == Member.State.WAITING) && !tail.behind();
    }

    void ended() {
        tail.slowCounts().disconnected.increment();
    }

    private void park(Member member) {
        lag.fell(member, member.state == Member.State.LIVE);
        change(member, Member.State.PARKED);
        member.connection.parked(member);
    }

    private void change(Member member, Member.State state) {
        boolean wasLive = member.state == Member.State.LIVE;
        if (wasLive) {
            // An empty list of a format stays until the next round: this may be called while the map is gone through.
            live.get(member.format).remove(member);
        }
        member.state = state;
    }

    /**
     * @param last what everybody who will get the bytes received last; null if not everybody has received it
     * @return null if the format failed: the connections that wanted it must be closed then, and nobody else is
     *     disturbed
     */
    private static ByteBuf encode(List<Batch> batches, Event last, WireFormat format, ByteBufAllocator alloc) {
        int estimate = 256;
        for (Batch batch : batches) {
            for (Event event : batch.events()) {
                estimate += event.payload().size() + 256;
            }
        }
        ByteBuf bytes = alloc.directBuffer(estimate);
        try {
            Event before = last;
            for (Batch batch : batches) {
                batch.gap().ifPresent(gap -> format.encodeGap(gap, bytes));
                before = batch.gap().isPresent() ? null : before;
                if (!batch.events().isEmpty()) {
                    format.encodeAll(before, batch.events(), bytes);
                    before = lastOf(batch);
                }
            }
            return bytes;
        } catch (RuntimeException e) {
            bytes.release();
            LOG.error("{} could not encode events of {}; its connections are closed", format, batches, e);
            return null;
        }
    }
}
