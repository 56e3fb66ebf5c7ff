package dev.pushlab.protocol.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Two ends of a connection without a network: what one writes the other reads, when {@link #pump} is called. The wire
 * can be watched and tampered with, and time stands still unless it is advanced.
 */
final class SessionPair implements AutoCloseable {
    final EmbeddedChannel dialler = new EmbeddedChannel();
    final EmbeddedChannel listener = new EmbeddedChannel();
    final RecordingListener dialled = new RecordingListener();
    final RecordingListener accepted = new RecordingListener();
    /** What was on the wire, write by write. */
    final List<byte[]> fromDialler = new ArrayList<>();

    final List<byte[]> fromListener = new ArrayList<>();
    /** Changes what is on the wire; null loses it. */
    UnaryOperator<byte[]> tamperDialler = UnaryOperator.identity();

    UnaryOperator<byte[]> tamperListener = UnaryOperator.identity();

    SessionPair() {
        dialler.freezeTime();
        listener.freezeTime();
    }

    static SessionPair forward(SessionConfig client, SessionConfig server) {
        SessionPair pair = new SessionPair();
        SessionPipelines.forwardDialler(pair.dialler, client, pair.dialled);
        SessionPipelines.forwardListener(pair.listener, server, pair.accepted);
        return pair;
    }

    static SessionPair callback(
            SessionConfig server, CallbackTicket serverTicket, SessionConfig client, CallbackTicket clientTicket) {
        SessionPair pair = new SessionPair();
        SessionPipelines.callbackDialler(pair.dialler, server, serverTicket, pair.dialled);
        SessionPipelines.callbackListener(pair.listener, client, clientTicket, pair.accepted);
        return pair;
    }

    static SessionPair byHand(SessionConfig server, String fingerprint, SessionConfig client) {
        SessionPair pair = new SessionPair();
        SessionPipelines.listenerDialler(pair.dialler, server, fingerprint, pair.dialled);
        SessionPipelines.openListener(pair.listener, client, pair.accepted);
        return pair;
    }

    /** Carries everything over until both sides have nothing more to say. */
    SessionPair pump() {
        boolean moved = true;
        while (moved) {
            dialler.runPendingTasks();
            listener.runPendingTasks();
            moved = move(dialler, listener, fromDialler, tamperDialler)
                    | move(listener, dialler, fromListener, tamperListener);
        }
        if (!dialler.isOpen() && listener.isOpen()) {
            listener.close();
            listener.runPendingTasks();
        }
        if (!listener.isOpen() && dialler.isOpen()) {
            dialler.close();
            dialler.runPendingTasks();
        }
        return this;
    }

    private static boolean move(
            EmbeddedChannel from, EmbeddedChannel to, List<byte[]> wire, UnaryOperator<byte[]> tamper) {
        boolean moved = false;
        for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
            moved = true;
            byte[] bytes = ByteBufUtil.getBytes(out);
            out.release();
            wire.add(bytes);
            byte[] changed = tamper.apply(bytes);
            if (changed != null && to.isOpen()) {
                to.writeInbound(Unpooled.copiedBuffer(changed));
            }
        }
        return moved;
    }

    SessionPair advance(Duration duration) {
        dialler.advanceTimeBy(duration.toNanos(), TimeUnit.NANOSECONDS);
        listener.advanceTimeBy(duration.toNanos(), TimeUnit.NANOSECONDS);
        dialler.runScheduledPendingTasks();
        listener.runScheduledPendingTasks();
        return pump();
    }

    @Override
    public void close() {
        dialler.finishAndReleaseAll();
        listener.finishAndReleaseAll();
    }
}
