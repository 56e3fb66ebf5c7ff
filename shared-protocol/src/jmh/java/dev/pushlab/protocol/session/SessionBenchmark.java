package dev.pushlab.protocol.session;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.codec.MessageHandler;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.noise.HandshakeState;
import dev.pushlab.protocol.noise.NoiseException;
import dev.pushlab.protocol.noise.NoiseProtocol;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.noise.TransportKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a session does with the encoded events of the fan-out, from the write to the bytes for the socket, and from these
 * to messages at the other end; in plaintext and sealed.
 */
@State(Scope.Thread)
public class SessionBenchmark {
    private static final long RECORDS_PER_KEY = RenewalPolicy.DEFAULT.recordsPerKey();
    private static final int TOPIC_NUMBER = 7;

    /** How the bytes are protected. */
    public enum Protection {
        PLAINTEXT(""),
        AESGCM("Noise_NNpsk0_25519_AESGCM_SHA256"),
        CHACHAPOLY("Noise_NNpsk0_25519_ChaChaPoly_SHA256");

        private final String protocol;

        Protection(String protocol) {
            this.protocol = protocol;
        }
    }

    @Param
    public Protection protection;

    @Param({"16", "128", "4096"})
    public int bytes;

    private EmbeddedChannel alone;
    private EmbeddedChannel sender;
    private EmbeddedChannel receiver;
    private ByteBuf encoded;

    @Setup
    public void connect() throws NoiseException {
        alone = channel(protection == Protection.PLAINTEXT ? null : keys()[0]);
        TransportKeys[] pair = protection == Protection.PLAINTEXT ? new TransportKeys[2] : keys();
        sender = channel(pair[0]);
        receiver = channel(pair[1]);
        Topic topic = new Topic("stocks");
        ByteBuf subscribed = Unpooled.buffer();
        MessageCodec.encode(new Message.Subscribed(topic, TOPIC_NUMBER, new EventId(41, 1), true), subscribed);
        sender.writeOutbound(subscribed);
        deliver();
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        Event event = Event.of(new EventId(41, 1_000_000), topic, time, EventDraft.text("x".repeat(bytes)));
        encoded = Unpooled.directBuffer();
        MessageCodec.encode(new Message.EventMessage(TOPIC_NUMBER, event), encoded);
    }

    @TearDown
    public void close() {
        alone.finishAndReleaseAll();
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
        encoded.release();
    }

    /** An event, as bytes for the socket. */
    @Benchmark
    public boolean send() {
        alone.writeOutbound(encoded.retainedDuplicate());
        return ReferenceCountUtil.release(alone.readOutbound());
    }

    /** An event, from one end to the other. */
    @Benchmark
    public Object sendAndReceive() {
        sender.writeOutbound(encoded.retainedDuplicate());
        return deliver();
    }

    private Object deliver() {
        ByteBuf wire = sender.readOutbound();
        receiver.writeInbound(wire);
        return receiver.readInbound();
    }

    private static EmbeddedChannel channel(TransportKeys keys) throws NoiseException {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, false));
        if (keys != null) {
            channel.pipeline()
                    .addLast(new RecordHandler(keys.sender(), keys.receiver(), RECORDS_PER_KEY))
                    .addLast(new FrameDecoder(FrameFormat.MAX_LENGTH, false));
        }
        channel.pipeline().addLast(new MessageHandler());
        return channel;
    }

    private TransportKeys[] keys() throws NoiseException {
        NoiseProtocol protocol = NoiseProtocol.parse(protection.protocol);
        SecretBytes secret = SecretBytes.random(32);
        HandshakeState initiator = HandshakeState.builder(protocol, HandshakeState.Role.INITIATOR)
                .psk(secret)
                .build();
        HandshakeState responder = HandshakeState.builder(protocol, HandshakeState.Role.RESPONDER)
                .psk(secret)
                .build();
        responder.readMessage(initiator.writeMessage(new byte[0]));
        initiator.readMessage(responder.writeMessage(new byte[0]));
        return new TransportKeys[] {initiator.split(), responder.split()};
    }
}
