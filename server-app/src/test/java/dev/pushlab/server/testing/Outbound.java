package dev.pushlab.server.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What a channel without a socket has written so far; read once. */
public final class Outbound {
    private Outbound() {}

    public static String text(EmbeddedChannel channel) {
        return text(channel, StandardCharsets.UTF_8);
    }

    public static String text(EmbeddedChannel channel, Charset charset) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(charset));
            part.release();
        }
        return all.toString();
    }
}
