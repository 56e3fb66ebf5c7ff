package dev.pushlab.client.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection as RFC 6455 has it, client side: opening handshake, messages, closing handshake, failing.
 * Knows no page. Methods may be called from any thread; state is kept on the event loop.
 */
final class SocketConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    /** Bytes; a longer message fails the connection with 1009. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private static final int NO_STATUS = 1005;
    private static final int ABNORMAL = 1006;
    private static final int HANDSHAKE_SECONDS = 20;
    /** How long the other side may take to answer our Close frame, counted from when that is on the wire. */
    private static final int CLOSE_ANSWER_SECONDS = 5;
    /** How long closing may take altogether, with all that was queued before the Close frame. */
    private static final int CLOSE_TOTAL_SECONDS = 30;
    /** After both Close frames the server closes TCP first (section 7.1.1); this is how long it may take. */
    private static final int TCP_CLOSE_SECONDS = 2;

    private static final WebSocketDecoderConfig DECODING = WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(false)
            .allowMaskMismatch(false)
            .allowExtensions(false)
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .closeOnProtocolViolation(false)
            .build();

    private final SocketTarget target;
    private final SocketEvents events;
    private final EventLoop loop;
    private Channel channel;
    private ScheduledFuture<?> deadline;
    private boolean open;
    private boolean closeSent;
    private boolean closeReceived;
    private boolean failed;
    private boolean ended;
    private int closeCode = ABNORMAL;
    private String closeReason = "";

    SocketConnection(SocketTarget target, SocketEvents events, EventLoop loop) {
        this.target = target;
        this.events = events;
        this.loop = loop;
    }

    SocketTarget target() {
        return target;
    }

    ChannelHandler handler() {
        return new Handler();
    }

    /** Called once, on the event loop. */
    void start(ChannelFuture connecting) {
        channel = connecting.channel();
        deadline = loop.schedule(() -> fail("no handshake within the limit"), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                LOG.debug(
                        "WebSocket to {}:{} not connected: {}",
                        target.host(),
                        target.port(),
                        done.cause().toString());
                failed = true;
                end();
            }
        });
    }

    /** Sends a text message; a lone surrogate becomes U+FFFD (WebIDL USVString). */
    void sendText(String text, int bytes) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd})
                    .encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("An encoder that replaces has no errors", e);
        }
        send(new TextWebSocketFrame(Unpooled.wrappedBuffer(encoded)), bytes);
    }

    void sendBinary(byte[] data) {
        send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data)), data.length);
    }

    private void send(WebSocketFrame frame, int bytes) {
        onLoop(() -> channel.writeAndFlush(frame).addListener(written -> {
            if (written.isSuccess()) {
                events.sent(bytes);
            }
        }));
    }

    /**
     * Starts the closing handshake after all that was sent before; while still connecting, fails the connection.
     *
     * @param code 0 for a Close frame without a code
     */
    void close(int code, String reason) {
        onLoop(() -> {
            if (ended || closeSent) {
                return;
            }
            if (!open) {
                fail("closed by the page before it was open");
                return;
            }
            rearm(CLOSE_TOTAL_SECONDS);
            sendClose(code == 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason));
        });
    }

    /** Fails the connection: no more data, an error, code 1006. */
    void abort(String why) {
        onLoop(() -> fail(why));
    }

    /** Whether to read on; while not, TCP slows the server down. */
    void setReading(boolean reading) {
        onLoop(() -> channel.config().setAutoRead(reading || closeSent));
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else if (!loop.isShuttingDown()) {
            loop.execute(action);
        }
    }

    private void sendClose(CloseWebSocketFrame frame) {
        closeSent = true;
        channel.config().setAutoRead(true); // a paused connection would never see the answer
        channel.writeAndFlush(frame).addListener(written -> {
            if (!ended) {
                rearm(closeReceived ? TCP_CLOSE_SECONDS : CLOSE_ANSWER_SECONDS);
            }
        });
    }

    private void rearm(int seconds) {
        deadline.cancel(false);
        deadline = loop.schedule((Runnable) channel::close, seconds, TimeUnit.SECONDS);
    }

    private void fail(String why) {
        if (!ended) {
            LOG.debug("WebSocket to {}:{} failed: {}", target.host(), target.port(), why);
            failed = true;
            channel.close();
        }
    }

    private void failWith(WebSocketCloseStatus status, String why) {
        if (!ended && !failed) {
            LOG.debug("WebSocket to {}:{} failed: {}", target.host(), target.port(), why);
            failed = true;
            // Closing at once, with bytes of the server unread, would send a reset that may overtake the Close frame:
            // only our half is closed, and what still arrives is read and thrown away.
            channel.config().setAutoRead(true);
            channel.pipeline().addBefore("ws-decoder", "discard", new Discard());
            channel.writeAndFlush(new CloseWebSocketFrame(status)).addListener(written -> {
                if (written.isSuccess() && !target.secure() && channel instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                } else if (!written.isSuccess()) {
                    channel.close();
                }
            });
            rearm(TCP_CLOSE_SECONDS);
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        deadline.cancel(false);
        if (!closeReceived && !closeSent) {
            failed = true; // the transport is gone without a closing handshake: section 7.2.1
        }
        boolean clean = closeReceived && !failed;
        events.closed(failed, clean ? closeCode : ABNORMAL, clean ? closeReason : "", clean);
    }

    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private final WebSocketClientHandshaker handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                target.uri(),
                WebSocketVersion.V13,
                target.protocols().isEmpty() ? null : target.protocols(),
                false,
                new DefaultHttpHeaders()
                        .set(HttpHeaderNames.ORIGIN, target.origin())
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                        .set(HttpHeaderNames.PRAGMA, "no-cache"),
                MAX_MESSAGE_BYTES,
                true,
                false);

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!target.secure()) {
                shakeHands(ctx);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent tls) {
                if (tls.isSuccess()) {
                    shakeHands(ctx);
                } else {
                    fail("TLS: " + tls.cause());
                }
            }
            ctx.fireUserEventTriggered(event);
        }

        private void shakeHands(ChannelHandlerContext ctx) {
            handshaker.handshake(ctx.channel()).addListener(written -> {
                if (!written.isSuccess()) {
                    fail("handshake not sent: " + written.cause());
                }
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof HttpResponse response) {
                    finish(ctx, response);
                } else if (message instanceof WebSocketFrame frame && !failed && !closeReceived) {
                    receive(frame);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void finish(ChannelHandlerContext ctx, HttpResponse response) {
            String extensions = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, "");
            if (!extensions.isBlank()) {
                fail("the server chose extensions that were not offered: " + extensions);
                return;
            }
            try {
                handshaker.finishHandshake(
                        ctx.channel(),
                        new DefaultFullHttpResponse(
                                response.protocolVersion(),
                                response.status(),
                                Unpooled.EMPTY_BUFFER,
                                response.headers(),
                                EmptyHttpHeaders.INSTANCE));
            } catch (WebSocketClientHandshakeException e) {
                fail(e.getMessage());
                return;
            }
            // The handshaker puts its decoder before the encoder, where the Close frame that names a violation would
            // leave unencoded. This one only throws; exceptionCaught answers.
            ctx.pipeline().replace("ws-decoder", "ws-decoder", new WebSocket13FrameDecoder(DECODING));
            ctx.pipeline().addBefore(ctx.name(), "utf8", new Utf8FrameValidator(false));
            ctx.pipeline().addBefore(ctx.name(), "messages", new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
            deadline.cancel(false);
            open = true;
            String protocol = handshaker.actualSubprotocol();
            events.opened(protocol == null ? "" : protocol, "");
        }

        private void receive(WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text) {
                events.text(text.text());
            } else if (frame instanceof BinaryWebSocketFrame binary) {
                events.binary(ByteBufUtil.getBytes(binary.content()));
            } else if (frame instanceof PingWebSocketFrame ping) {
                ByteBuf payload = ping.content().retain();
                channel.writeAndFlush(new PongWebSocketFrame(payload));
            } else if (frame instanceof CloseWebSocketFrame close) {
                closeReceived = true;
                closeCode = close.statusCode() == -1 ? NO_STATUS : close.statusCode();
                closeReason = close.reasonText();
                events.closing();
                if (closeSent) {
                    rearm(TCP_CLOSE_SECONDS);
                } else {
                    rearm(CLOSE_TOTAL_SECONDS);
                    sendClose(
                            closeCode == NO_STATUS
                                    ? new CloseWebSocketFrame()
                                    : new CloseWebSocketFrame(closeCode, ""));
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof CorruptedWebSocketFrameException corrupted) {
                failWith(corrupted.closeStatus(), cause.getMessage());
            } else if (cause instanceof TooLongFrameException) {
                failWith(WebSocketCloseStatus.MESSAGE_TOO_BIG, cause.getMessage());
            } else {
                fail(cause.toString());
            }
        }
    }
}
