package dev.pushlab.server.fanout;

import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
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
    private Future<?> stall;
    private boolean ended;

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
    void parked(ChannelHandlerContext target) {
        if (stall == null && !ended) {
            long since = target.executor().ticker().nanoTime();
            stall = target.executor()
                    .scheduleWithFixedDelay(() -> check(target, since), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void check(ChannelHandlerContext target, long since) {
        long nanos = target.executor().ticker().nanoTime() - since;
        boolean stalled = nanos >= TimeUnit.SECONDS.toNanos(Fanout.STALL_SECONDS);
        members.stream()
                .filter(member -> stalled && member.state == Member.State.PARKED || member.group.mustEnd(member))
                .findFirst()
                .ifPresent(member -> end(member, Ending.TOO_SLOW));
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
        ended = true;
        LOG.info("{} is closed, events of {}: {}", target.channel(), member.topic(), ending);
        if (ending == Ending.TOO_SLOW) {
            member.group.ended();
        }
        closeMembers();
        cancelStall();
        stall = target.executor().schedule(() -> target.channel().close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
        target.writeAndFlush(bytes).addListener(done -> target.channel().close());
    }

    /** The connection took bytes: its members try again, and are parked again if it was too little. */
    void took() {
        if (!ended) {
            cancelStall();
            members.forEach(member -> member.group.unpark(member));
        }
    }

    void left(Member member) {
        members.remove(member);
        if (members.isEmpty() && !ended) {
            cancelStall();
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
        cancelStall();
        closeMembers();
    }

    private void closeMembers() {
        List.copyOf(members).forEach(Member::close);
    }

    private void cancelStall() {
        if (stall != null) {
            stall.cancel(false);
            stall = null;
        }
    }
}
