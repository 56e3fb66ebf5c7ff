package dev.pushlab.client.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A small site on the loopback interface: pages that tests put there, an SSE stream that notices when it is released,
 * and WebSocket endpoints that do what a test tells them ({@link TestSocket}).
 */
final class TestSite implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listener;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    final List<TestSocket> sockets = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private volatile Function<String, Optional<String>> files = path -> Optional.empty();
    final List<Channel> streams = new CopyOnWriteArrayList<>();

    TestSite() {
        listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(65_536))
                                .addLast(new Site());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        page("/", "<p>home</p>");
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** A page with that body, and a title before it as every page of ours has. */
    void page(String path, String body) {
        pages.put(
                path,
                "<!doctype html><html><head><meta charset=utf-8><title>" + path + "</title></head><body>" + body
                        + "</body></html>");
    }

    /** Whatever is neither a page nor otherwise taken. @param found the text at a path, without query */
    void files(Function<String, Optional<String>> found) {
        files = found;
    }

    /** Requests for this path are never answered. */
    void silent(String path) {
        silent.add(path);
    }

    TestSocket lastSocket() {
        return sockets.get(sockets.size() - 1);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Site extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            requests.add(request.uri());
            String path = new QueryStringDecoder(request.uri()).path();
            if (path.startsWith("/ws/")) {
                upgrade(ctx, request, path.substring(4));
            } else if (path.equals("/sse")) {
                stream(ctx);
            } else if (path.equals("/silent") || silent.contains(path)) {
                streams.add(ctx.channel());
            } else if (path.equals("/away")) {
                FullHttpResponse response = response(HttpResponseStatus.FOUND, "text/plain", "");
                response.headers().set(HttpHeaderNames.LOCATION, "http://localhost:" + port() + "/");
                ctx.writeAndFlush(response);
            } else if (pages.containsKey(path)) {
                ctx.writeAndFlush(response(HttpResponseStatus.OK, "text/html; charset=utf-8", pages.get(path)));
            } else {
                ctx.writeAndFlush(files.apply(path)
                        .map(text -> response(HttpResponseStatus.OK, type(path), text))
                        .orElseGet(() -> response(
                                HttpResponseStatus.NOT_FOUND,
                                "application/problem+json",
                                "{\"status\":404,\"title\":\"No such page\"}")));
            }
        }

        private static String type(String path) {
            return path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
        }

        private void stream(ChannelHandlerContext ctx) {
            DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
            HttpUtil.setTransferEncodingChunked(head, true);
            ctx.write(head);
            ctx.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer("data: first\n\n", StandardCharsets.UTF_8)));
            streams.add(ctx.channel());
        }

        private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, String kind) {
            if (kind.equals("deny")) {
                ctx.writeAndFlush(response(HttpResponseStatus.FORBIDDEN, "text/plain", "no"));
                return;
            }
            String protocols = kind.equals("mute") ? null : "chat,pushlab.v1";
            WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                            "ws://unused/", protocols, false, 32 * 1024 * 1024)
                    .newHandshaker(request);
            TestSocket socket = new TestSocket(ctx.channel(), request.headers().copy(), request.uri());
            ctx.pipeline().addLast("socket", socket);
            sockets.add(socket);
            handshaker.handshake(ctx.channel(), request).addListener(done -> socket.greet());
        }

        private static FullHttpResponse response(HttpResponseStatus status, String type, String body) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, type)
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            return response;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
