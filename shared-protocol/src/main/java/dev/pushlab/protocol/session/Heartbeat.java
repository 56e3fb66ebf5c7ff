package dev.pushlab.protocol.session;

import dev.pushlab.protocol.codec.MessageHandler;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a session alive and knows whether it is: a PING at the beginning and at every interval, an end when nothing was
 * heard for too long. Any frame counts as heard, so a long message on a slow line is no silence. Event loop only.
 */
final class Heartbeat {
    /** PINGs whose PONG is still accepted. */
    private static final int REMEMBERED = 8;

    /**
     * The first PINGs follow each other quickly: the very first one travels while both ends still start up, and a clock
     * estimate is as good as the fastest exchange behind it.
     */
    private static final int QUICK = 4;

    /** So many quick ones would fit into one interval. */
    private static final int QUICKER = 20;

    private final ChannelHandlerContext ctx;
    private final MessageHandler frames;
    private final SessionLimits limits;
    private final InstantSource clock;
    private final Runnable changed;
    private final ClockEstimate estimate = new ClockEstimate();
    private final long[] sentMicros = new long[REMEMBERED];
    private long sequence;
    private long lastPing;
    private ScheduledFuture<?> tick;

    /**
     * @param frames knows when the last frame came
     * @param changed called when there is something new to know
     */
    Heartbeat(
            ChannelHandlerContext ctx,
            MessageHandler frames,
            SessionLimits limits,
            InstantSource clock,
            Runnable changed) {
        this.ctx = ctx;
        this.frames = frames;
        this.limits = limits;
        this.clock = clock;
        this.changed = changed;
    }

    void start() {
        ping();
        schedule();
    }

    void stop() {
        if (tick != null) {
            tick.cancel(false);
        }
    }

    /** Answers at once: the time it waits here would be taken for time on the line. */
    void pingReceived(Message.Ping ping) {
        long now = micros();
        ctx.writeAndFlush(new Message.Pong(ping.sequence(), ping.sent(), now, micros()));
    }

    /** A PONG that answers no PING of ours is ignored: it can only be late. */
    void pongReceived(Message.Pong pong) {
        long age = sequence - pong.sequence();
        boolean ours = age >= 0
                && age < Math.min(REMEMBERED, sequence)
                && sentMicros[slot(pong.sequence())] == pong.pingSent();
        if (ours && estimate.add(pong.pingSent(), pong.received(), pong.sent(), micros())) {
            changed.run();
        }
    }

    Optional<Duration> roundTrip() {
        return estimate.roundTrip();
    }

    Optional<Duration> clockOffset() {
        return estimate.offset();
    }

    Instant lastHeard() {
        return clock.instant().minusNanos(now() - frames.lastReadNanos());
    }

    private void ping() {
        sequence++;
        lastPing = now();
        long sent = micros();
        sentMicros[slot(sequence)] = sent;
        ctx.writeAndFlush(new Message.Ping(sequence, sent));
    }

    private void schedule() {
        long untilPing = lastPing + interval() - now();
        long untilSilence = untilSilence();
        tick = ctx.executor().schedule(this::tick, Math.min(untilPing, untilSilence), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        if (untilSilence() <= 0) {
            ctx.pipeline()
                    .fireExceptionCaught(new ProtocolException(
                            ReasonCode.HEARTBEAT_LOST, "nothing was heard for " + limits.silence()));
            return;
        }
        if (now() - lastPing >= interval()) {
            ping();
        }
        changed.run();
        schedule();
    }

    private long interval() {
        long regular = limits.pingInterval().toNanos();
        return sequence < QUICK ? regular / QUICKER : regular;
    }

    private long untilSilence() {
        return frames.lastReadNanos() + limits.silence().toNanos() - now();
    }

    private static int slot(long sequence) {
        return (int) (sequence % REMEMBERED);
    }

    private long now() {
        return ctx.executor().ticker().nanoTime();
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
