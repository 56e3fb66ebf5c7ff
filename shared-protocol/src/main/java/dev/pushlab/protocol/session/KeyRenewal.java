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
 * Each side switches its sending key after the last message under the old one, and its receiving key when it has read
 * the other's last. Event loop only.
 */
final class KeyRenewal {
    private static final byte[] PROLOGUE = "pushlab/1 renewal".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_PAYLOAD = new byte[0];

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
        if (keys != null && keys.initiator()) {
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

    private void schedule() {
        timer = ctx.executor()
                .schedule(this::propose, config.renewal().interval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void propose() {
        try {
            handshake = newHandshake(HandshakeState.Role.INITIATOR);
            send(handshake.writeMessage(NO_PAYLOAD));
            phase = Phase.PROPOSED;
            timer = ctx.executor()
                    .schedule(this::unanswered, config.limits().silence().toNanos(), TimeUnit.NANOSECONDS);
        } catch (NoiseException e) {
            ctx.pipeline().fireExceptionCaught(failed(e));
        }
    }

    private void unanswered() {
        ctx.pipeline()
                .fireExceptionCaught(new ProtocolException(
                        ReasonCode.HANDSHAKE_TIMEOUT, "the renewal of the keys was not answered"));
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
        handshake = newHandshake(HandshakeState.Role.RESPONDER);
        readEmpty(first);
        byte[] second = handshake.writeMessage(NO_PAYLOAD);
        TransportKeys next = split();
        send(second);
        records().switchSender(recordsContext(), next.sender());
        nextReceiver = next.receiver();
        phase = Phase.ANSWERED;
    }

    private void confirm(byte[] second) throws NoiseException {
        readEmpty(second);
        TransportKeys next = split();
        checkEndsRecord();
        records().switchReceiver(next.receiver());
        send(NO_PAYLOAD);
        records().switchSender(recordsContext(), next.sender());
        timer.cancel(false);
        schedule();
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
