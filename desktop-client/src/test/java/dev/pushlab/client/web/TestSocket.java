package dev.pushlab.client.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The server's end of one WebSocket. The last part of the path and text messages that begin with {@code !} say what to
 * do; everything else is sent back as it came.
 */
final class TestSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
    final Channel channel;
    final HttpHeaders headers;
    final String path;
    final List<String> texts = new CopyOnWriteArrayList<>();
    volatile Integer closeCode;
    volatile String closeReason;
    volatile String pong;

    TestSocket(Channel channel, HttpHeaders headers, String path) {
        this.channel = channel;
        this.headers = headers;
        this.path = path;
    }

    void greet() {
        if (path.startsWith("/ws/greeting")) {
            channel.write(new TextWebSocketFrame("first"));
            channel.writeAndFlush(new TextWebSocketFrame("second"));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text && text.text().startsWith("!")) {
            command(ctx, text.text().substring(1).split(":", 3));
        } else if (frame instanceof CloseWebSocketFrame close) {
            closeReason = close.reasonText();
            closeCode = close.statusCode();
            if (path.startsWith("/ws/mean")) {
                return; // never answers a Close frame
            }
            ctx.writeAndFlush(close.statusCode() == -1 ? new CloseWebSocketFrame() : close.retain())
                    .addListener(sent -> ctx.close());
        } else if (frame instanceof PongWebSocketFrame answer) {
            pong = answer.content().toString(StandardCharsets.UTF_8);
        } else if (frame instanceof PingWebSocketFrame) {
            throw new AssertionError("A browser sends no pings");
        } else {
            if (frame instanceof TextWebSocketFrame text && text.content().readableBytes() < 100) {
                texts.add(text.text());
            }
            ctx.writeAndFlush(frame.retain());
        }
    }

    private void command(ChannelHandlerContext ctx, String[] words) {
        switch (words[0]) {
            case "close" ->
                ctx.writeAndFlush(
                        words.length == 1
                                ? new CloseWebSocketFrame()
                                : new CloseWebSocketFrame(Integer.parseInt(words[1]), words[2]));
            case "drop" -> ctx.close();
            case "fragments" -> {
                ctx.write(new TextWebSocketFrame(false, 0, bytes("one ")));
                ctx.write(new ContinuationWebSocketFrame(false, 0, bytes("two ")));
                ctx.write(new PingWebSocketFrame(bytes("between")));
                ctx.write(new ContinuationWebSocketFrame(true, 0, bytes("three")));
                ctx.write(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {1, (byte) 0x80})));
                ctx.writeAndFlush(
                        new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xff})));
            }
            case "badtext" ->
                ctx.writeAndFlush(
                        new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xc3, (byte) 0x28})));
            case "rsv" -> ctx.writeAndFlush(new TextWebSocketFrame(true, 4, bytes("reserved bit")));
            case "many" -> {
                int count = Integer.parseInt(words[1]);
                for (int i = 0; i < count; i++) {
                    ctx.write(new TextWebSocketFrame("{\"n\":" + i + "}"));
                }
                ctx.flush();
            }
            case "huge" ->
                ctx.writeAndFlush(new BinaryWebSocketFrame(
                        Unpooled.wrappedBuffer(new byte[SocketConnection.MAX_MESSAGE_BYTES + 1])));
            default -> throw new AssertionError("Unknown command " + words[0]);
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
