package dev.pushlab.client.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.web.WebEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, once per process, whether the WebView's own WebSocket works: a hidden page connects to an endpoint on the
 * loopback interface made for the purpose, wants its text and its bytes back, and wants a {@code close} event with the
 * code the server sent. That is tried and not guessed from a version, because the versions that fail fail in different
 * ways: JavaFX 21.0.3 and later on Linux cannot open (an {@code UnsatisfiedLinkError} on the FX thread, and a socket
 * that hangs), 21.0.2 and earlier never report a clean close.
 *
 * <p>Takes at most {@value #LIMIT_MILLIS} ms; silence is a failure. While it runs, the FX thread's handler for uncaught
 * exceptions is wrapped: that error is the quickest sign there is, and need not be printed. Where the native WebSocket
 * proved broken the wrapper stays, because the hung socket reports its end, some time later, by another such error.
 */
final class WebSocketProbe {
    static final long LIMIT_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketProbe.class);
    private static final AtomicReference<CompletableFuture<WebSocketImplementation>> ONCE = new AtomicReference<>();
    private static final int CLOSE_CODE = 4_001;
    private static final String OK = "probe: ok";

    /** The outcome is told by the document's title, which Java sees without calling into the page. */
    private static final String PAGE = """
            <!doctype html><title>probe</title><script>
            const failed = (why) => { document.title = 'probe: ' + why; };
            try {
              const socket = new WebSocket('ws://127.0.0.1:%d/');
              const seen = [];
              socket.binaryType = 'arraybuffer';
              socket.onopen = () => { socket.send('text'); };
              socket.onmessage = ({ data }) => {
                if (data === 'text') { seen.push('text'); socket.send(new Uint8Array([0, 128, 255])); }
                else if (data instanceof ArrayBuffer && new Uint8Array(data).join() === '0,128,255') {
                  seen.push('binary'); socket.send('close');
                } else { failed('unexpected message'); }
              };
              socket.onerror = () => failed('error event');
              socket.onclose = ({ code, wasClean }) => {
                if (seen.join() === 'text,binary' && code === %d && wasClean) { document.title = '%s'; }
                else { failed('closed with ' + code); }
              };
            } catch (e) { failed(e); }
            </script>""";

    private final CompletableFuture<WebSocketImplementation> result = new CompletableFuture<>();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("webview-probe", true), NioIoHandler.newFactory());
    private final Executor fx;
    /** Held so that the engine is not collected while it runs. */
    private WebEngine engine;

    private WebSocketProbe(Executor fx) {
        this.fx = fx;
    }

    /** Starts the probe at the first call. The result comes on any thread, and is never exceptional. */
    static CompletableFuture<WebSocketImplementation> run(Executor fx) {
        CompletableFuture<WebSocketImplementation> mine = new CompletableFuture<>();
        if (ONCE.compareAndSet(null, mine)) {
            new WebSocketProbe(fx).start().whenComplete((found, failure) -> {
                LOG.info("The WebView's own WebSocket {}", found == WebSocketImplementation.NATIVE ? "works" : "fails");
                mine.complete(found);
            });
        }
        return ONCE.get();
    }

    private CompletableFuture<WebSocketImplementation> start() {
        group.schedule(() -> conclude("silent for " + LIMIT_MILLIS + " ms"), LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(8_192))
                                .addLast(new WebSocketServerProtocolHandler("/"))
                                .addLast(new Echo());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addListener(bound -> {
                    if (bound.isSuccess()) {
                        Channel channel = ((io.netty.channel.ChannelFuture) bound).channel();
                        int port = ((InetSocketAddress) channel.localAddress()).getPort();
                        fx.execute(() -> openPage(port));
                    } else {
                        conclude("no loopback endpoint: " + bound.cause());
                    }
                });
        return result;
    }

    private void openPage(int port) {
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        Thread.UncaughtExceptionHandler during = (where, failure) -> {
            if (failure instanceof UnsatisfiedLinkError && failure.getMessage().contains("SocketStreamHandle")) {
                LOG.debug("The WebView's WebSocket: {}", failure.getMessage());
                conclude(failure.getMessage());
            } else {
                before.uncaughtException(where, failure);
            }
        };
        thread.setUncaughtExceptionHandler(during);
        engine = new WebEngine();
        engine.setUserDataDirectory(UserDataDirectory.get().toFile());
        engine.titleProperty().addListener((property, old, title) -> {
            if (title != null && title.startsWith("probe: ")) {
                conclude(title);
            }
        });
        engine.loadContent(PAGE.formatted(port, CLOSE_CODE, OK));
        result.whenComplete((found, failure) -> fx.execute(() -> {
            engine.load("about:blank");
            if (found == WebSocketImplementation.NATIVE && thread.getUncaughtExceptionHandler() == during) {
                thread.setUncaughtExceptionHandler(before);
            }
        }));
    }

    private void conclude(String outcome) {
        WebSocketImplementation found =
                outcome.equals(OK) ? WebSocketImplementation.NATIVE : WebSocketImplementation.BRIDGE;
        if (result.complete(found)) {
            LOG.debug("WebSocket probe: {}", outcome);
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame text && text.text().equals("close")) {
                ctx.writeAndFlush(new CloseWebSocketFrame(CLOSE_CODE, "probe"));
            } else {
                ctx.writeAndFlush(frame.retain());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("Probe connection: {}", cause.toString());
            ctx.close();
        }
    }
}
