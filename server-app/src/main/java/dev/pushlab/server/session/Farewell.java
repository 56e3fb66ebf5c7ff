package dev.pushlab.server.session;

import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.net.Connection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Takes leave of a session's peer when the server shuts down, or wishes it to come again. */
final class Farewell extends ChannelInboundHandlerAdapter {
    static final String NAME = "farewell";
    private final Session session;

    Farewell(Session session) {
        this.session = session;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Connection.Event.SHUTTING_DOWN) {
            session.close(ReasonCode.SHUTTING_DOWN, "");
        } else if (event == Connection.Event.RECONNECT) {
            session.close(ReasonCode.RECONNECT, "");
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }
}
