package dev.pushlab.server.net;

import dev.pushlab.protocol.tap.WireTap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * Tells the streams of a connection of HTTP/2 how many bytes are theirs: those of their frames, with the nine of each
 * frame's head, as they are inside of TLS. What TLS adds, and the frames of the connection itself, are nobody's: the tap
 * counts them for the connection. Outbound bytes count when they are handed to TLS.
 */
final class FrameMeter extends ChannelDuplexHandler {
    private final FrameScanner in = new FrameScanner(FrameScanner.PREFACE_BYTES);
    private final FrameScanner out = new FrameScanner(0);
    private final FrameScanner.Found arrived = this::arrived;
    private final FrameScanner.Found left = this::left;
    private final IntObjectMap<WireTap> streams = new IntObjectHashMap<>();
    /** Bytes of streams that are about to begin: what begins one is counted before it is understood. */
    private final IntObjectMap<Integer> arriving = new IntObjectHashMap<>(2);

    private final Runnable midway;
    private long completed = -1;

    /** @param midway called when something has begun to arrive that cannot be used before all of it is there */
    FrameMeter(Runnable midway) {
        this.midway = midway;
    }

    /** A stream has begun. */
    void begins(int stream, WireTap tap) {
        streams.put(stream, tap);
        Integer before = arriving.remove(stream);
        if (before != null) {
            tap.arrived(before);
        }
    }

    /** It has ended. */
    void ended(int stream) {
        streams.remove(stream);
    }

    /** Whether something has begun to arrive and is not complete. */
    boolean isMidway() {
        return in.isMidway();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            in.scan(bytes, arrived);
        }
        ctx.fireChannelRead(msg);
        if (!arriving.isEmpty()) {
            // Refused, if it is complete: nobody will ask.
            int open = in.openBlock();
            arriving.keySet().removeIf(stream -> stream != open);
        }
        if (in.isMidway() && completed != in.completed()) {
            completed = in.completed();
            midway.run();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof ByteBuf bytes) {
            out.scan(bytes, left);
        }
        ctx.write(msg, promise);
    }

    private void arrived(int stream, int bytes) {
        WireTap tap = streams.get(stream);
        if (tap != null) {
            tap.arrived(bytes);
        } else if (stream != 0) {
            arriving.merge(stream, bytes, Integer::sum);
        }
    }

    private void left(int stream, int bytes) {
        WireTap tap = streams.get(stream);
        if (tap != null) {
            tap.left(bytes);
        }
    }
}
