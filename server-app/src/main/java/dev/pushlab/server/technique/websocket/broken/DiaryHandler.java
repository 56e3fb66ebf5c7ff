package dev.pushlab.server.technique.websocket.broken;

import dev.pushlab.server.net.Connection;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;

/** Pushes a visitor's data to whoever has brought its cookie, and goes. */
final class DiaryHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int PATIENCE_SECONDS = 5;

    private final Visitor visitor;

    DiaryHandler(Visitor visitor) {
        this.visitor = visitor;
    }

    /** The handshake has been answered. */
    void established(ChannelHandlerContext ctx) {
        ctx.write(new TextWebSocketFrame(visitor.diary()));
        ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        ctx.executor().schedule(() -> ctx.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        // Whatever is said, there is nothing to be talked about.
        if (frame instanceof CloseWebSocketFrame) {
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Connection.Event.SHUTTING_DOWN) {
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }
}
