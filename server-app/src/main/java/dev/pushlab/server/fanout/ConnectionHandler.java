package dev.pushlab.server.fanout;

import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sits at the end of a subscribed connection's pipeline and hears when it takes bytes again, and when it takes none for
 * too long.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    static final String NAME = "fanout";
    /** How long a connection that is ended may take to receive the reason. */
    static final int FAREWELL_SECONDS = 3;

    private static final int FAREWELL_BYTES = 128;
    private static final int CHECK_SECONDS = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    final List<Member> members = new ArrayList<>(1);
    /** Null as long as the connection takes everything. */
    private Watch watch;

    private boolean ended;

    /** What is known of a connection that does not take everything at once. */
    private static final class Watch {
        final LoopFanout loop;
        Future<?> task;
        /** Whether a member found it unwritable, or waits until its batch has been taken; and since when. */
        boolean parked;

        long parkedSince;
        /** Bytes that are shared with nobody and wait; how many of them were there at a time, and that time. */
        int pinned;

        int due;
        long dueSince;

        Watch(LoopFanout loop) {
            this.loop = loop;
        }
    }

    /** The handler of this connection; put into its pipeline when it is asked for the first time. */
    static ConnectionHandler of(ChannelHandlerContext target) {
        ConnectionHandler known = target.pipeline().get(ConnectionHandler.class);
        if (known != null) {
            return known;
        }
        ConnectionHandler handler = new ConnectionHandler();
        target.pipeline().addLast(NAME, handler);
        return handler;
    }

    /** A member of this connection found it unwritable. */
    void parked(Member member) {
        if (!ended) {
            Watch now = watch(member);
            if (!now.parked) {
                now.parked = true;
                now.parkedSince = nanoTime(member.target);
            }
        }
    }

    /** So many bytes of a member wait for this connection alone. */
    void pinned(Member member, int bytes) {
        if (!ended) {
            Watch now = watch(member);
            if (now.pinned == 0) {
                now.due = bytes;
                now.dueSince = nanoTime(member.target);
            }
            now.pinned += bytes;
        }
    }

    /** It took them, in the order in which they came. */
    void unpinned(Member member, int bytes) {
        if (watch != null && !ended) {
            watch.pinned -= bytes;
            watch.due -= bytes;
            if (watch.due <= 0) {
                watch.due = watch.pinned;
                watch.dueSince = nanoTime(member.target);
            }
        }
    }

    private Watch watch(Member member) {
        if (watch == null) {
            ChannelHandlerContext target = member.target;
            watch = new Watch(member.group.loop());
            watch.task = target.executor()
                    .scheduleWithFixedDelay(() -> check(target), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        }
        return watch;
    }

    private void check(ChannelHandlerContext target) {
        if (!watch.parked && watch.pinned == 0) {
            stopWatch();
            return;
        }
        Optional<Member> slow = watch.parked ? tooSlow(nanoTime(target) - watch.parkedSince) : Optional.empty();
        if (slow.isPresent()) {
            end(slow.get(), Ending.TOO_SLOW);
        } else if (overdue(nanoTime(target) - watch.dueSince)) {
            if (members.isEmpty()) {
                target.channel().close();
            } else {
                end(members.get(0), Ending.TOO_SLOW);
            }
        }
    }

    private Optional<Member> tooSlow(long parkedNanos) {
        boolean stalled = parkedNanos >= watch.loop.limits().stall().toNanos();
        return members.stream()
                .filter(member -> stalled && member.state == Member.State.PARKED || member.group.mustEnd(member))
                .findFirst();
    }

    /** Whether others wait because of what this connection does not take. */
    private boolean overdue(long dueNanos) {
        return watch.pinned > 0
                && dueNanos >= TimeUnit.SECONDS.toNanos(PinnedBytes.TURN_SECONDS)
                && watch.loop.pinned().isContended();
    }

    private static long nanoTime(ChannelHandlerContext target) {
        return target.executor().ticker().nanoTime();
    }

    /**
     * Ends a member, and the connection if its format says so or it is too slow. What tells so goes behind what is queued
     * already; a connection that does not take it within {@link #FAREWELL_SECONDS} is closed without.
     */
    void end(Member member, Ending ending) {
        if (ended || member.state == Member.State.CLOSED) {
            return;
        }
        ChannelHandlerContext target = member.target;
        ByteBuf bytes = target.alloc().buffer(FAREWELL_BYTES);
        if (!member.format.encodeEnding(member.topic(), ending, bytes) && ending != Ending.TOO_SLOW) {
            member.close();
            target.writeAndFlush(bytes, target.voidPromise());
            return;
        }
        LOG.info("{} is closed, events of {}: {}", target.channel(), member.topic(), ending);
        if (ending == Ending.TOO_SLOW) {
            member.group.ended();
        }
        sayFarewell(member, bytes);
    }

    /** Ends the connection of a member for a reason of its room. */
    void end(Member member, ByteBuf last) {
        if (ended || member.state == Member.State.CLOSED) {
            last.release();
        } else {
            sayFarewell(member, last);
        }
    }

    private void sayFarewell(Member member, ByteBuf bytes) {
        ChannelHandlerContext target = member.target;
        ended = true;
        closeMembers();
        stopWatch();
        watch = new Watch(member.group.loop());
        watch.task = target.executor().schedule(() -> target.channel().close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
        target.writeAndFlush(bytes).addListener(done -> target.channel().close());
    }

    /** The connection took bytes: its members try again, and are parked again if it was too little. */
    void took() {
        if (!ended) {
            if (watch != null) {
                watch.parked = false;
            }
            members.forEach(member -> member.group.unpark(member));
        }
    }

    /** Whether its members were given everything that there is; also if there are none any more. */
    boolean hasAll() {
        return members.stream().allMatch(member -> member.group.hasAll(member));
    }

    void left(Member member) {
        members.remove(member);
        if (members.isEmpty() && !ended && watch != null) {
            watch.parked = false;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            took();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** As the pipeline of a connection that has closed is taken apart. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopWatch();
        closeMembers();
    }

    private void closeMembers() {
        List.copyOf(members).forEach(Member::close);
    }

    private void stopWatch() {
        if (watch != null) {
            watch.task.cancel(false);
            watch = null;
        }
    }
}
