package dev.pushlab.protocol.message;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One message of the binary protocol. Handle messages by a switch expression over {@link #type()} without
 * {@code default}: a new type then fails to compile wherever it must be handled.
 */
public sealed interface Message {
    MessageType type();

    /** Who dials whom. */
    enum Direction {
        /** The client dials the server. */
        FORWARD(1),
        /** The server dials the client: the reverse connection. */
        REVERSE(2);

        private final int code;

        Direction(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** The direction with this code, or null if there is none. */
        public static Direction of(int code) {
            return code == 1 ? FORWARD : code == 2 ? REVERSE : null;
        }
    }

    // ---- setting up -------------------------------------------------------------------------------------------

    /**
     * First words of whoever dialled, in clear. The exact bytes of both hellos enter the handshake's prologue, so that
     * nobody can strip an offer unnoticed.
     *
     * @param direction who dialled whom
     * @param suites offered, best first; 1 to 16
     * @param nonce 16 random bytes
     */
    record Hello(Direction direction, List<Suite> suites, Bytes nonce) implements Message {
        public Hello {
            suites = List.copyOf(suites);
            nonce.requireSize(16, "nonce");
        }

        @Override
        public MessageType type() {
            return MessageType.HELLO;
        }
    }

    /** The answer to HELLO: the chosen suite and 16 random bytes. */
    record HelloOk(Suite suite, Bytes nonce) implements Message {
        public HelloOk {
            nonce.requireSize(16, "nonce");
        }

        @Override
        public MessageType type() {
            return MessageType.HELLO_OK;
        }
    }

    /** One Noise handshake message, as it is. Inside an established session: of a renewal. */
    record Handshake(Bytes noise) implements Message {
        @Override
        public MessageType type() {
            return MessageType.HANDSHAKE;
        }
    }

    /**
     * First words of a listener that was dialled, in clear: the proof that it expects this call. The dialler sends
     * nothing before it has checked them, so a bystander's port receives nothing.
     *
     * @param registration 16 bytes: the registration, or all zeros for a listener that waits for any server
     * @param mac the first 16 bytes of HMAC-SHA256, keyed with the registration's one-time token, or with the
     *     listener's own fingerprint if it is not registered
     */
    record CallbackHello(Bytes registration, Bytes mac) implements Message {
        public CallbackHello {
            registration.requireSize(16, "registration");
            mac.requireSize(16, "mac");
        }

        @Override
        public MessageType type() {
            return MessageType.CB_HELLO;
        }
    }

    /**
     * The server's first message in an established session, whoever dialled.
     *
     * @param serverName how the server calls itself, 0 to 64 UTF-8 bytes
     * @param httpPort where its pages are, on the host that this session's peer is; 0 if it has none
     */
    record Welcome(String serverName, int httpPort) implements Message {
        public Welcome {
            if (httpPort < 0 || httpPort > 65535) {
                throw new IllegalArgumentException("not a port: " + httpPort);
            }
        }

        @Override
        public MessageType type() {
            return MessageType.WELCOME;
        }
    }

    // ---- events -----------------------------------------------------------------------------------------------

    /** Asks for the events of a topic from a position on. A second one for the same topic replaces the first. */
    record Subscribe(Topic topic, Position after) implements Message {
        @Override
        public MessageType type() {
            return MessageType.SUBSCRIBE;
        }
    }

    /**
     * Says that a subscription stands.
     *
     * @param topicNumber stands for the topic in EVENT; the same for every session of this server's run
     * @param start delivery begins with the event after this one
     * @param recovered false if the client asked for events that are lost to it; a GAP follows in that case
     */
    record Subscribed(Topic topic, int topicNumber, EventId start, boolean recovered) implements Message {
        @Override
        public MessageType type() {
            return MessageType.SUBSCRIBED;
        }
    }

    /**
     * As {@link Subscribe}, from the place that this client's durable subscription of this name has kept; one that is new
     * begins at the position. Answered by SUBSCRIBED or {@link Ended}. Needs a proved identity and a durable topic.
     *
     * @param name 1 to 64 characters, with the syntax of a topic
     */
    record SubscribeDurable(Topic topic, String name, Position start) implements Message {
        public SubscribeDurable {
            requireName(name);
        }

        @Override
        public MessageType type() {
            return MessageType.SUBSCRIBE_DURABLE;
        }
    }

    /** Deletes this client's durable subscription of this name. Answered by {@link Ended}. */
    record Forget(Topic topic, String name) implements Message {
        public Forget {
            requireName(name);
        }

        @Override
        public MessageType type() {
            return MessageType.FORGET;
        }
    }

    /** @throws InvalidEventException unless it has the syntax of a topic */
    private static void requireName(String name) {
        new Topic(name);
    }

    /** There is no durable subscription of the topic in this session, or not any more. The session goes on. */
    record Ended(Topic topic, ReasonCode reason) implements Message {
        @Override
        public MessageType type() {
            return MessageType.ENDED;
        }
    }

    record Unsubscribe(Topic topic) implements Message {
        @Override
        public MessageType type() {
            return MessageType.UNSUBSCRIBE;
        }
    }

    /** An event of the topic that was given this number in SUBSCRIBED. */
    record EventMessage(int topicNumber, Event event) implements Message {
        @Override
        public MessageType type() {
            return MessageType.EVENT;
        }
    }

    /**
     * The event after the one received last of this topic in this session: the next offset of the same epoch, with the same
     * type and content type. What receives messages never sees it: it becomes an {@link EventMessage} before.
     *
     * @param microsLater its time, counted from that of the event before; may be negative
     * @param data 0 to 1,048,576 bytes
     */
    record Next(int topicNumber, long microsLater, Bytes data) implements Message {
        /** How an event is told to those who have the one before it, if it can be told so. */
        public static Optional<Next> of(int topicNumber, Event event, Event before) {
            boolean fits = event.id().equals(before.id().next())
                    && event.type().equals(before.type())
                    && event.contentType().equals(before.contentType());
            return fits
                    ? Optional.of(new Next(
                            topicNumber,
                            event.timeMicros() - before.timeMicros(),
                            Bytes.of(event.payload().toBytes())))
                    : Optional.empty();
        }

        @Override
        public MessageType type() {
            return MessageType.NEXT;
        }
    }

    /** See {@link dev.pushlab.protocol.event.Gap}. */
    record GapMessage(dev.pushlab.protocol.event.Gap gap) implements Message {
        @Override
        public MessageType type() {
            return MessageType.GAP;
        }
    }

    /** The client has everything of the topic up to and including this event; a durable subscription remembers that. */
    record Ack(Topic topic, EventId id) implements Message {
        @Override
        public MessageType type() {
            return MessageType.ACK;
        }
    }

    /** @param request chosen by the sender, repeated in PUBLISHED or ERROR; 1 to 2^32−1 */
    record Publish(long request, Topic topic, EventDraft draft) implements Message {
        @Override
        public MessageType type() {
            return MessageType.PUBLISH;
        }
    }

    /**
     * As {@link Publish}, and however often it is sent with the same key, there is one event. PUBLISHED has its id each time.
     *
     * @param key 16 bytes, random for each event
     */
    record PublishOnce(long request, Topic topic, Bytes key, EventDraft draft) implements Message {
        /** The size of a key, in bytes. */
        public static final int KEY_BYTES = 16;

        @Override
        public MessageType type() {
            return MessageType.PUBLISH_ONCE;
        }
    }

    record Published(long request, EventId id) implements Message {
        @Override
        public MessageType type() {
            return MessageType.PUBLISHED;
        }
    }

    // ---- keeping alive ----------------------------------------------------------------------------------------

    /** @param sent by the sender's clock, in microseconds since 1970 */
    record Ping(long sequence, long sent) implements Message {
        @Override
        public MessageType type() {
            return MessageType.PING;
        }
    }

    /**
     * The answer to PING; the four times give round trip and clock offset as in NTP (RFC 5905 §8).
     *
     * @param pingSent copied from the PING
     * @param received when the PING arrived, by the answering clock, in microseconds since 1970
     * @param sent when this was sent, by the answering clock
     */
    record Pong(long sequence, long pingSent, long received, long sent) implements Message {
        @Override
        public MessageType type() {
            return MessageType.PONG;
        }
    }

    /** The dialling server asks its called client "anything for me?". */
    record Poll(long sequence) implements Message {
        @Override
        public MessageType type() {
            return MessageType.POLL;
        }
    }

    /** The answer to POLL, sent after the messages that were waiting. */
    record Polled(long sequence, int messages) implements Message {
        @Override
        public MessageType type() {
            return MessageType.POLLED;
        }
    }

    // ---- keys -------------------------------------------------------------------------------------------------

    /**
     * Asks the server to call back. There is deliberately no address: the server dials the one it observes.
     *
     * @param listenPort 1024 to 65535
     * @param memberId 1 to 64 UTF-8 bytes, how the client wants to be called
     * @param nonce 16 random bytes
     */
    record Register(int listenPort, String memberId, Bytes nonce) implements Message {
        public Register {
            nonce.requireSize(16, "nonce");
        }

        @Override
        public MessageType type() {
            return MessageType.REGISTER;
        }
    }

    /**
     * @param registration 16 bytes
     * @param observedAddress where the server sees the client: an IP address literal
     * @param expiry when the registration ends unused
     */
    record RegisterOk(Bytes registration, String observedAddress, Instant expiry) implements Message {
        public RegisterOk {
            registration.requireSize(16, "registration");
        }

        @Override
        public MessageType type() {
            return MessageType.REGISTER_OK;
        }
    }

    /**
     * Hands a group key to a member.
     *
     * @param groupId 1 to 64 characters, with the syntax of a topic
     * @param epoch rises with every new key of the group; a member never accepts one that is not greater
     * @param algorithm what the key is for: {@code ChaCha20-Poly1305} or {@code AES-256-GCM}
     * @param notAfter when the key must no longer be used
     * @param wraps the key, wrapped for somebody; of a flat push over a protected session there is one, see {@link Wrap}
     */
    record KeyPush(String groupId, long epoch, String algorithm, Instant notAfter, List<Wrap> wraps)
            implements Message {
        public KeyPush {
            wraps = List.copyOf(wraps);
        }

        @Override
        public MessageType type() {
            return MessageType.KEY_PUSH;
        }
    }

    /**
     * One wrapped key.
     *
     * @param node under which key it is wrapped; 0 means the session's own protection and nothing else
     * @param wrapped the wrapped key; 32 bytes for node 0
     */
    record Wrap(long node, WrappedKey wrapped) {}

    /** @param mac HMAC-SHA256 under the new key over member, epoch and handshake hash: proof that it arrived */
    record KeyAck(String groupId, long epoch, Bytes mac) implements Message {
        public KeyAck {
            mac.requireSize(32, "mac");
        }

        @Override
        public MessageType type() {
            return MessageType.KEY_ACK;
        }
    }

    /** The member is no longer one of the group: it must forget every key of it up to this epoch. */
    record Revoked(String groupId, long epoch) implements Message {
        @Override
        public MessageType type() {
            return MessageType.REVOKED;
        }
    }

    // ---- ending -----------------------------------------------------------------------------------------------

    /**
     * A request was refused; the session goes on.
     *
     * @param request the number of the refused PUBLISH; empty if something else was refused
     * @param detail for logs and developers, in English, 0 to 255 characters; people read the reason's localized text
     */
    record Error(ReasonCode reason, Optional<Long> request, String detail) implements Message {
        @Override
        public MessageType type() {
            return MessageType.ERROR;
        }
    }

    /** The sender closes the connection after this. */
    record Close(ReasonCode reason, String detail) implements Message {
        @Override
        public MessageType type() {
            return MessageType.CLOSE;
        }
    }
}
