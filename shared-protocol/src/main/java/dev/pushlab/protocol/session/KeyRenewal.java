package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.noise.CipherState;
import dev.pushlab.protocol.noise.HandshakeBuilder;
import dev.pushlab.protocol.noise.HandshakePattern;
import dev.pushlab.protocol.noise.HandshakeState;
import dev.pushlab.protocol.noise.NoiseException;
import dev.pushlab.protocol.noise.NoiseProtocol;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.noise.TransportKeys;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * New keys by a new handshake inside the channel, while messages flow (docs/protocol.md, "Renewal"):
 *
 * <pre>
 *   initiator                          responder
 *   HANDSHAKE m1           --->
 *                          <---        HANDSHAKE m2: its last under the old key
 *   HANDSHAKE (empty)      --->        the initiator's last under the old key
 * </pre>
 *
 * The responder insists on it: it ends a session whose keys were not renewed for two intervals and the time for an
 * answer, and one whose peer asks for more than {@value #MAX_PER_INTERVAL} renewals within one interval.
 *
 * <p>Each side switches its sending key after the last message under the old one, and its receiving key when it has read
 * the other's last. Event loop only.
 */
final class KeyRenewal {
    private static final byte[] PROLOGUE = "pushlab/1 renewal".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_PAYLOAD = new byte[0];

    /** More renewals than this within {@link RenewalPolicy#interval} are work that is asked for its own sake. */
    static final int MAX_PER_INTERVAL = 16;

    private enum Phase {
        /** No renewal under way. */
        IDLE,
        /** m1 sent, m2 expected. */
        PROPOSED,
        /** m2 sent, the empty confirmation expected. */
        ANSWERED
    }

    private final ChannelHandlerContext ctx;
    private final ChannelKeys keys;
    private final SessionConfig config;
    private final Runnable changed;
    private byte[] lastHash;
    private Phase phase = Phase.IDLE;
    private HandshakeState handshake;
    private CipherState nextReceiver;
    private ScheduledFuture<?> timer;
    private int count;

    /** When the latest renewals were asked for, by the event loop's clock, oldest first. Responder only. */
    private final Deque<Long> asked = new ArrayDeque<>(MAX_PER_INTERVAL);

    KeyRenewal(ChannelHandlerContext ctx, Established established, SessionConfig config, Runnable changed) {
        this.ctx = ctx;
        this.keys = established.keys().orElse(null);
        this.config = config;
        this.changed = changed;
        this.lastHash = established.handshakeHash().toArray();
    }

    /** How many renewals are complete. */
    int count() {
        return count;
    }

    void start() {
        if (keys != null) {
            schedule();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (handshake != null) {
            handshake.destroy();
        }
        if (nextReceiver != null) {
            nextReceiver.destroy();
        }
    }

    /** The initiator's next proposal, or until when the responder must have seen its renewal complete. */
    private void schedule() {
        Duration interval = config.renewal().interval();
        if (keys.initiator()) {
            after(interval, this::propose);
        } else {
            Duration patience = interval.multipliedBy(2).plus(config.limits().silence());
            after(patience, () -> overdue("the keys were not renewed within " + patience));
        }
    }

    private void after(Duration delay, Runnable task) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = ctx.executor().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void propose() {
        try {
            handshake = newHandshake(HandshakeState.Role.INITIATOR);
            send(handshake.writeMessage(NO_PAYLOAD));
            phase = Phase.PROPOSED;
            awaitNext();
        } catch (NoiseException e) {
            ctx.pipeline().fireExceptionCaught(failed(e));
        }
    }

    /** The peer's next message of the renewal is due. */
    private void awaitNext() {
        after(config.limits().silence(), () -> overdue("the renewal of the keys was not answered"));
    }

    private void overdue(String detail) {
        ctx.pipeline().fireExceptionCaught(new ProtocolException(ReasonCode.HANDSHAKE_TIMEOUT, detail));
    }

    /** A HANDSHAKE of an established session. */
    void received(Message.Handshake message) {
        if (keys == null) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "HANDSHAKE in a plaintext session");
        }
        try {
            switch (phase) {
                case IDLE -> answer(message.noise().toArray());
                case PROPOSED -> confirm(message.noise().toArray());
                case ANSWERED -> confirmed(message.noise());
            }
        } catch (NoiseException e) {
            throw failed(e);
        }
    }

    private void answer(byte[] first) throws NoiseException {
        if (keys.initiator()) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "HANDSHAKE from the side that must not begin one");
        }
        checkRate();
        handshake = newHandshake(HandshakeState.Role.RESPONDER);
        readEmpty(first);
        byte[] second = handshake.writeMessage(NO_PAYLOAD);
        TransportKeys next = split();
        send(second);
        records().switchSender(recordsContext(), next.sender());
        nextReceiver = next.receiver();
        phase = Phase.ANSWERED;
        awaitNext();
    }

    /** Each renewal costs four Diffie-Hellman operations: a peer cannot have as many as it likes. */
    private void checkRate() {
        long now = ctx.executor().ticker().nanoTime();
        if (asked.size() == MAX_PER_INTERVAL) {
            if (now - asked.peekFirst() < config.renewal().interval().toNanos()) {
                throw new ProtocolException(
                        ReasonCode.RATE_EXCEEDED,
                        "more than " + MAX_PER_INTERVAL + " renewals within "
                                + config.renewal().interval());
            }
            asked.removeFirst();
        }
        asked.addLast(now);
    }

    private void confirm(byte[] second) throws NoiseException {
        readEmpty(second);
        TransportKeys next = split();
        checkEndsRecord();
        records().switchReceiver(next.receiver());
        send(NO_PAYLOAD);
        records().switchSender(recordsContext(), next.sender());
        complete();
    }

    private void confirmed(Bytes confirmation) {
        if (confirmation.size() != 0) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "HANDSHAKE while a renewal is under way");
        }
        checkEndsRecord();
        records().switchReceiver(nextReceiver);
        nextReceiver = null;
        complete();
    }

    private void complete() {
        phase = Phase.IDLE;
        count++;
        schedule();
        changed.run();
    }

    private TransportKeys split() throws NoiseException {
        lastHash = handshake.handshakeHash();
        TransportKeys next = handshake.split();
        // Exported secrets stay those of the first handshake.
        next.exporterSecret().destroy();
        handshake = null;
        return next;
    }

    /** KK, as the static keys are known by now; or NNpsk0 again where there are none. */
    private HandshakeState newHandshake(HandshakeState.Role role) throws NoiseException {
        String pattern = keys.statics().isPresent() ? "KK" : "NNpsk0";
        NoiseProtocol protocol = new NoiseProtocol(
                HandshakePattern.parse(pattern),
                keys.protocol().cipher(),
                keys.protocol().hash());
        ByteArrayOutputStream prologue = new ByteArrayOutputStream();
        prologue.writeBytes(PROLOGUE);
        prologue.writeBytes(lastHash);
        HandshakeBuilder builder = HandshakeState.builder(protocol, role).prologue(prologue.toByteArray());
        keys.statics().ifPresent(statics -> builder.localStatic(statics.local()).remoteStatic(statics.remote()));
        if (keys.statics().isEmpty()) {
            SecretBytes psk = keys.psk().orElseThrow();
            builder.psk(psk);
        }
        return builder.build();
    }

    private void readEmpty(byte[] message) throws NoiseException {
        if (handshake.readMessage(message).length > 0) {
            throw new ProtocolException(ReasonCode.HANDSHAKE_FAILED, "payload in a renewal");
        }
    }

    private void send(byte[] noise) {
        ctx.writeAndFlush(new Message.Handshake(Bytes.of(noise)));
    }

    /** What follows in the same record would be taken as sent under the old key, which has just ended. */
    private void checkEndsRecord() {
        FrameDecoder inner = (FrameDecoder) ctx.pipeline().get(HandlerNames.INNER_FRAMES);
        if (inner.pendingBytes() > 0) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "bytes after the last message under the old key");
        }
    }

    private RecordHandler records() {
        return (RecordHandler) ctx.pipeline().get(HandlerNames.RECORDS);
    }

    private ChannelHandlerContext recordsContext() {
        return ctx.pipeline().context(HandlerNames.RECORDS);
    }

    private static ProtocolException failed(NoiseException e) {
        return new ProtocolException(ReasonCode.HANDSHAKE_FAILED, "renewal: " + e.getMessage(), e);
    }
}
