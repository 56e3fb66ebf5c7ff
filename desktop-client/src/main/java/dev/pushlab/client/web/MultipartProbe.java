package dev.pushlab.client.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.web.WebEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, once per process, whether the WebView knows {@code multipart/x-mixed-replace}: a hidden page on 127.0.0.1
 * wants the first part of a text by fetch while its answer goes on, and the first picture of an image. Neither a version
 * nor an operating system is looked at. In JavaFX 21 the text fails at once, and the picture neither loads nor fails.
 *
 * <p>Takes at most {@value #LIMIT_MILLIS} ms; silence is a failure.
 */
final class MultipartProbe {
    static final long LIMIT_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(MultipartProbe.class);
    private static final AtomicReference<CompletableFuture<Boolean>> ONCE = new AtomicReference<>();
    private static final String OK = "probe: ok";
    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /** The outcome is told by the document's title, which Java sees without calling into the page. */
    private static final String PAGE = """
            <!doctype html><title>probe</title><script>
            const failed = (why) => { document.title = 'probe: ' + why; };
            const seen = new Set();
            const works = (what) => { seen.add(what); if (seen.size === 2) { document.title = 'probe: ok'; } };
            const image = new Image();
            image.onload = () => works('image');
            image.onerror = () => failed('image');
            image.src = '/image';
            fetch('/text').then((answer) => answer.body.getReader().read()).then(({ value }) => {
              if (new TextDecoder().decode(value).includes('first part')) { works('text'); } else { failed('text'); }
            }).catch((e) => failed(e));
            </script>""";

    private final CompletableFuture<Boolean> result = new CompletableFuture<>();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("webview-probe", true), NioIoHandler.newFactory());
    private final Executor fx;
    /** Held so that the engine is not collected while it runs. */
    private WebEngine engine;

    private MultipartProbe(Executor fx) {
        this.fx = fx;
    }

    /** Starts the probe at the first call. The result comes on any thread, and is never exceptional. */
    static CompletableFuture<Boolean> run(Executor fx) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        if (ONCE.compareAndSet(null, mine)) {
            new MultipartProbe(fx).start().thenAccept(works -> {
                LOG.info("The WebView {} bodies of several parts", works ? "knows" : "does not know");
                mine.complete(works);
            });
        }
        return ONCE.get();
    }

    private CompletableFuture<Boolean> start() {
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
                                .addLast(new Answers());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addListener(bound -> {
                    if (bound.isSuccess()) {
                        Channel channel = ((ChannelFuture) bound).channel();
                        int port = ((InetSocketAddress) channel.localAddress()).getPort();
                        fx.execute(() -> openPage(port));
                    } else {
                        conclude("no loopback endpoint: " + bound.cause());
                    }
                });
        return result;
    }

    private void openPage(int port) {
        engine = new WebEngine();
        engine.setUserDataDirectory(UserDataDirectory.get().toFile());
        engine.titleProperty().addListener((property, old, title) -> {
            if (title != null && title.startsWith("probe: ")) {
                conclude(title);
            }
        });
        engine.load("http://127.0.0.1:" + port + "/");
        result.thenRun(() -> fx.execute(() -> engine.load("about:blank")));
    }

    private void conclude(String outcome) {
        if (result.complete(outcome.equals(OK))) {
            LOG.debug("Multipart probe: {}", outcome);
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** The page, and two answers that begin and do not end. Written as bytes, past the codec's idea of an answer. */
    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: ";
            String parts = head + "multipart/x-mixed-replace;boundary=p_\r\n\r\n--p_\r\n";
            String next = "\r\n--p_\r\nContent-Type: ";
            switch (request.uri()) {
                case "/" -> write(ctx, head + "text/html\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE);
                case "/text" ->
                    write(ctx, parts + "Content-Type: text/plain\r\n\r\nfirst part" + next + "text/plain\r\n\r\n");
                case "/image" ->
                    write(
                            ctx,
                            parts + "Content-Type: image/gif\r\n\r\n",
                            Unpooled.wrappedBuffer(GIF),
                            next + "image/gif\r\n\r\n");
                default -> write(ctx, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            }
        }

        private static void write(ChannelHandlerContext ctx, Object... pieces) {
            ByteBuf all = ctx.alloc().buffer();
            for (Object piece : pieces) {
                if (piece instanceof ByteBuf bytes) {
                    all.writeBytes(bytes);
                } else {
                    all.writeCharSequence((String) piece, StandardCharsets.US_ASCII);
                }
            }
            ctx.pipeline().firstContext().writeAndFlush(all);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("Probe connection: {}", cause.toString());
            ctx.close();
        }
    }
}
