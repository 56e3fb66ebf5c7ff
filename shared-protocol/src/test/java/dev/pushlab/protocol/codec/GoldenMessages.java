package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.message.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the golden examples of docs/protocol.md mean, by their names there. */
final class GoldenMessages {
    static final Topic NEWS = new Topic("news");
    static final int NEWS_NUMBER = 7;

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NEW_YEAR_MICROS = 1_767_225_600_000_000L;
    private static final Bytes LOW = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes HIGH = Bytes.ofHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    private GoldenMessages() {}

    static Map<String, Message> all() {
        Map<String, Message> all = new LinkedHashMap<>();
        all.put(
                "HELLO",
                new Message.Hello(Message.Direction.FORWARD, List.of(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM), LOW));
        all.put("HELLO_OK", new Message.HelloOk(Suite.XX_CHACHAPOLY, HIGH));
        all.put("HANDSHAKE", new Message.Handshake(Bytes.ofHex("2021222324252627")));
        all.put("CB_HELLO", new Message.CallbackHello(HIGH, LOW));
        all.put("WELCOME", new Message.Welcome("lab", 8080));
        all.put("SUBSCRIBE (from now on)", new Message.Subscribe(NEWS, Position.NOW));
        all.put("SUBSCRIBE (earliest)", new Message.Subscribe(NEWS, Position.EARLIEST));
        all.put("SUBSCRIBE (after)", new Message.Subscribe(NEWS, Position.after(new EventId(3, 300))));
        all.put("SUBSCRIBED", new Message.Subscribed(NEWS, NEWS_NUMBER, new EventId(3, 300), true));
        all.put("UNSUBSCRIBE", new Message.Unsubscribe(NEWS));
        all.put("EVENT", event(301, "tick", NEW_YEAR, EventDraft.TEXT, Payload.text("Grüße")));
        all.put(
                "EVENT (content type written out)",
                event(302, "", Instant.EPOCH.minusNanos(1000), "image/png", Payload.binary(new byte[] {
                    (byte) 0x89, 'P', 'N', 'G'
                })));
        all.put("GAP", new Message.GapMessage(new Gap(NEWS, Optional.of(new EventId(2, 9)), new EventId(3, 0))));
        all.put(
                "GAP (nothing requested)",
                new Message.GapMessage(new Gap(NEWS, Optional.empty(), new EventId(3, 128), Gap.Reason.CONFLATED)));
        all.put("ACK", new Message.Ack(NEWS, new EventId(3, 301)));
        all.put(
                "PUBLISH",
                new Message.Publish(1000, NEWS, new EventDraft("", EventDraft.JSON, Payload.text("{\"a\":1}"))));
        all.put("PUBLISHED", new Message.Published(1000, new EventId(3, 302)));
        all.put("NEXT", new Message.Next(NEWS_NUMBER, 250_000, Bytes.of("hello".getBytes(StandardCharsets.US_ASCII))));
        all.put(
                "PUBLISH_ONCE",
                new Message.PublishOnce(1000, NEWS, HIGH, new EventDraft("", EventDraft.JSON, Payload.text("{}"))));
        all.put("SUBSCRIBE_DURABLE", new Message.SubscribeDurable(NEWS, "desk", Position.EARLIEST));
        all.put("FORGET", new Message.Forget(NEWS, "desk"));
        all.put("ENDED", new Message.Ended(NEWS, ReasonCode.TAKEN_OVER));
        all.put("PING", new Message.Ping(1, NEW_YEAR_MICROS));
        all.put("PONG", new Message.Pong(1, NEW_YEAR_MICROS, NEW_YEAR_MICROS + 1000, NEW_YEAR_MICROS + 1100));
        all.put("POLL", new Message.Poll(5));
        all.put("POLLED", new Message.Polled(5, 2));
        all.put("REGISTER", new Message.Register(4000, "Zoë", LOW));
        all.put("REGISTER_OK", new Message.RegisterOk(HIGH, "192.0.2.7", NEW_YEAR));
        all.put(
                "KEY_PUSH",
                new Message.KeyPush(
                        "lab",
                        4,
                        "AES-256-GCM",
                        NEW_YEAR,
                        List.of(new Message.Wrap(0, new WrappedKey(counting(0, 32))))));
        all.put("KEY_ACK", new Message.KeyAck("lab", 4, Bytes.of(counting(0x40, 32))));
        all.put("REVOKED", new Message.Revoked("lab", 4));
        all.put("ERROR", new Message.Error(ReasonCode.INVALID_PAYLOAD, Optional.of(1000L), "not UTF-8"));
        all.put("ERROR (of no request)", new Message.Error(ReasonCode.NOT_SUBSCRIBED, Optional.empty(), ""));
        all.put("CLOSE", new Message.Close(ReasonCode.SHUTTING_DOWN, "bye"));
        return all;
    }

    /** A session in which {@link #NEWS} has its number. */
    static TopicNumbers topics() {
        TopicNumbers topics = new TopicNumbers();
        topics.learn(NEWS_NUMBER, NEWS);
        return topics;
    }

    private static Message event(long offset, String type, Instant time, String contentType, Payload payload) {
        return new Message.EventMessage(
                NEWS_NUMBER, new Event(new EventId(3, offset), NEWS, type, time, contentType, payload));
    }

    private static byte[] counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
