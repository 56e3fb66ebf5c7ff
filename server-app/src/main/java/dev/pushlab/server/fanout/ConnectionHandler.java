package dev.pushlab.server.fanout;

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
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    final List<Member> members = new ArrayList<>(1);
    private Future<?> stall;

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
        if (stall == null) {
            stall = target.executor()
                    .schedule(
                            () -> {
                                LOG.info("{} took nothing for {} s: closed", target.channel(), Fanout.STALL_SECONDS);
                                target.channel().close();
                            },
                            Fanout.STALL_SECONDS,
                            TimeUnit.SECONDS);
        }
    }

    void left(Member member) {
        members.remove(member);
        if (members.isEmpty()) {
            cancelStall();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            cancelStall();
            members.forEach(member -> member.group.unpark(member));
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** As the pipeline of a connection that has closed is taken apart. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancelStall();
        List.copyOf(members).forEach(Member::close);
    }

    private void cancelStall() {
        if (stall != null) {
            stall.cancel(false);
            stall = null;
        }
    }
}
