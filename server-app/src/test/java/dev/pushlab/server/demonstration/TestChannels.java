package dev.pushlab.server.demonstration;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Connections to the addresses of a demonstration, without sockets. Whoever asks is on no machine in particular. */
public final class TestChannels implements AutoCloseable {
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.of(200, 200));
    private final HttpRoutes routes;

    public TestChannels(HttpRoutes.Builder routes) {
        this.routes = routes.build();
    }

    public EmbeddedChannel open() {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
                registry,
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.random()), true, Set.of(), Set.of()),
                routes));
        channels.add(channel);
        return channel;
    }

    /** Asks on a connection of its own. */
    public EmbeddedChannel ask(String method, String path, String... headers) {
        EmbeddedChannel channel = open();
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n", StandardCharsets.US_ASCII));
        return channel;
    }

    /** What was answered since the last call. */
    public static String answer(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    @Override
    public void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }
}
