package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.message.WrappedKey;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads message bodies: the mirror of {@link BodyWriter}, in the same order. */
final class BodyReader {
    /** The most entries of one KEY_PUSH. */
    static final int MAX_WRAPS = 4096;

    /** The longest wrapped key, in bytes. */
    static final int MAX_WRAP_BYTES = 1024;

    private static final Gap.Reason[] GAP_REASONS = Gap.Reason.values();
    private static final int MAX_SUITES = 16;
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_MEMBER_BYTES = 64;
    private static final int MIN_LISTEN_PORT = 1024;

    private BodyReader() {}

    static Message read(MessageType type, ByteBuf in, TopicNumbers topics) {
        try {
            return switch (type) {
                case HELLO -> hello(in);
                case HELLO_OK -> helloOk(in);
                case HANDSHAKE -> new Message.Handshake(Bytes.of(Wire.readRest(in)));
                case WELCOME ->
                    new Message.Welcome(
                            Wire.readText(in, MAX_NAME_BYTES, "server name"), Wire.readU16(in, "HTTP port"));
                case CB_HELLO ->
                    new Message.CallbackHello(Wire.readBytes(in, 16, "registration"), Wire.readBytes(in, 16, "mac"));
                case SUBSCRIBE -> new Message.Subscribe(topic(in), position(in));
                case SUBSCRIBED -> subscribed(in, topics);
                case UNSUBSCRIBE -> new Message.Unsubscribe(topic(in));
                case EVENT -> event(in, topics);
                case NEXT -> next(in);
                case GAP -> gap(in);
                case ACK -> new Message.Ack(topic(in), id(in));
                case PUBLISH -> new Message.Publish(request(in), topic(in), draft(in));
                case PUBLISH_ONCE ->
                    new Message.PublishOnce(
                            request(in),
                            topic(in),
                            Wire.readBytes(in, Message.PublishOnce.KEY_BYTES, "key"),
                            draft(in));
                case SUBSCRIBE_DURABLE ->
                    new Message.SubscribeDurable(topic(in), Wire.readAscii(in, "name"), position(in));
                case FORGET -> new Message.Forget(topic(in), Wire.readAscii(in, "name"));
                case ENDED -> new Message.Ended(topic(in), reason(in));
                case PUBLISHED -> new Message.Published(request(in), id(in));
                case PING -> new Message.Ping(sequence(in), Wire.readSigned(in, "time sent"));
                case PONG ->
                    new Message.Pong(
                            sequence(in),
                            Wire.readSigned(in, "time of the PING"),
                            Wire.readSigned(in, "time received"),
                            Wire.readSigned(in, "time sent"));
                case POLL -> new Message.Poll(sequence(in));
                case POLLED ->
                    new Message.Polled(sequence(in), (int) Wire.readVarint(in, Integer.MAX_VALUE, "messages"));
                case REGISTER -> register(in);
                case REGISTER_OK ->
                    new Message.RegisterOk(
                            Wire.readBytes(in, 16, "registration"),
                            Wire.readAscii(in, "observed address"),
                            Wire.readTime(in, "expiry"));
                case KEY_PUSH -> keyPush(in);
                case KEY_ACK -> new Message.KeyAck(group(in), epoch(in), Wire.readBytes(in, 32, "mac"));
                case REVOKED -> new Message.Revoked(group(in), epoch(in));
                case ERROR -> error(in);
                case CLOSE -> new Message.Close(reason(in), detail(in));
            };
        } catch (InvalidEventException e) {
            throw invalid(type, e);
        }
    }

    static ProtocolException invalid(MessageType type, InvalidEventException e) {
        return new ProtocolException(reason(e.part()), type + ": " + e.getMessage(), e);
    }

    private static ReasonCode reason(InvalidEventException.Part part) {
        return switch (part) {
            case TOPIC -> ReasonCode.INVALID_TOPIC;
            case ID -> ReasonCode.INVALID_ID;
            case TYPE -> ReasonCode.INVALID_TYPE;
            case CONTENT_TYPE -> ReasonCode.INVALID_CONTENT_TYPE;
            case PAYLOAD_SIZE, PAYLOAD_ENCODING -> ReasonCode.INVALID_PAYLOAD;
        };
    }

    private static Message hello(ByteBuf in) {
        byte[] magic = new byte[Math.min(BodyWriter.MAGIC.length, in.readableBytes())];
        in.readBytes(magic);
        if (!Arrays.equals(magic, BodyWriter.MAGIC)) {
            throw new ProtocolException(
                    ReasonCode.NOT_PUSHLAB,
                    "magic " + Bytes.of(magic) + " instead of "
                            + new String(BodyWriter.MAGIC, StandardCharsets.US_ASCII));
        }
        Message.Direction direction = Message.Direction.of(Wire.readU8(in, "direction"));
        if (direction == null) {
            throw Wire.malformed("unknown direction");
        }
        Bytes nonce = Wire.readBytes(in, 16, "nonce");
        int count = Wire.readU8(in, "number of suites");
        if (count < 1 || count > MAX_SUITES) {
            throw Wire.malformed(count + " suites");
        }
        List<Suite> suites = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // A suite of a newer version is no error, only no choice.
            Suite suite = Suite.of(Wire.readU8(in, "suite"));
            if (suite != null) {
                suites.add(suite);
            }
        }
        return new Message.Hello(direction, suites, nonce);
    }

    private static Message helloOk(ByteBuf in) {
        int code = Wire.readU8(in, "suite");
        Suite suite = Suite.of(code);
        if (suite == null) {
            throw new ProtocolException(ReasonCode.NO_COMMON_SUITE, "unknown suite " + code);
        }
        return new Message.HelloOk(suite, Wire.readBytes(in, 16, "nonce"));
    }

    private static Position position(ByteBuf in) {
        int kind = Wire.readU8(in, "position");
        return switch (kind) {
            case BodyWriter.POSITION_NOW -> Position.NOW;
            case BodyWriter.POSITION_EARLIEST -> Position.EARLIEST;
            case BodyWriter.POSITION_AFTER -> Position.after(id(in));
            default -> throw Wire.malformed("unknown kind of position " + kind);
        };
    }

    private static Message subscribed(ByteBuf in, TopicNumbers topics) {
        Topic topic = topic(in);
        int number = topicNumber(in);
        Message.Subscribed subscribed =
                new Message.Subscribed(topic, number, id(in), Wire.readBoolean(in, "recovered"));
        topics.learn(number, topic);
        return subscribed;
    }

    private static Message event(ByteBuf in, TopicNumbers topics) {
        int number = topicNumber(in);
        Topic topic = topics.topic(number);
        EventId id = id(in);
        Instant time = Wire.readTime(in, "time");
        EventDraft draft = draft(in);
        return new Message.EventMessage(number, Event.of(id, topic, time, draft));
    }

    private static Message next(ByteBuf in) {
        return new Message.Next(topicNumber(in), Wire.readSigned(in, "time"), Bytes.of(data(in)));
    }

    private static EventDraft draft(ByteBuf in) {
        String type = Wire.readAscii(in, "event type");
        String contentType = ContentTypes.read(in);
        return EventDraft.of(type, contentType, data(in));
    }

    private static byte[] data(ByteBuf in) {
        if (in.readableBytes() > Payload.MAX_BYTES) {
            throw new ProtocolException(ReasonCode.INVALID_PAYLOAD, in.readableBytes() + " bytes of data");
        }
        return Wire.readRest(in);
    }

    private static Message gap(ByteBuf in) {
        Topic topic = topic(in);
        Optional<EventId> requested =
                Wire.readBoolean(in, "whether requested") ? Optional.of(id(in)) : Optional.empty();
        EventId resumed = id(in);
        int reason = in.isReadable() ? in.readUnsignedByte() : -1;
        if (reason < 0 || reason >= GAP_REASONS.length) {
            throw Wire.malformed("reason of a gap " + reason);
        }
        return new Message.GapMessage(new Gap(topic, requested, resumed, GAP_REASONS[reason]));
    }

    private static Message register(ByteBuf in) {
        int port = Wire.readU16(in, "port");
        if (port < MIN_LISTEN_PORT) {
            throw Wire.malformed("listening port " + port + " below " + MIN_LISTEN_PORT);
        }
        String member = Wire.readText(in, MAX_MEMBER_BYTES, "member");
        if (member.isEmpty()) {
            throw Wire.malformed("empty member");
        }
        return new Message.Register(port, member, Wire.readBytes(in, 16, "nonce"));
    }

    private static Message keyPush(ByteBuf in) {
        String group = group(in);
        long epoch = epoch(in);
        String algorithm = Wire.readAscii(in, "algorithm");
        Instant notAfter = Wire.readTime(in, "not after");
        int count = (int) Wire.readVarint(in, MAX_WRAPS, "number of wrapped keys");
        List<Message.Wrap> wraps = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            long node = Wire.readVarint(in, Long.MAX_VALUE, "node");
            int length = (int) Wire.readVarint(in, MAX_WRAP_BYTES, "length of a wrapped key");
            if (in.readableBytes() < length) {
                throw Wire.malformed("wrapped key: body ends too early");
            }
            byte[] key = new byte[length];
            in.readBytes(key);
            wraps.add(new Message.Wrap(node, new WrappedKey(key)));
            Arrays.fill(key, (byte) 0);
        }
        return new Message.KeyPush(group, epoch, algorithm, notAfter, wraps);
    }

    private static Message error(ByteBuf in) {
        ReasonCode reason = reason(in);
        long request = Wire.readVarint(in, MAX_UINT32, "request");
        return new Message.Error(reason, request == 0 ? Optional.empty() : Optional.of(request), detail(in));
    }

    private static ReasonCode reason(ByteBuf in) {
        return ReasonCode.of(Wire.readU16(in, "reason"));
    }

    private static String detail(ByteBuf in) {
        String detail = Wire.readText(in, 3 * BodyWriter.MAX_DETAIL_CHARS, "detail");
        if (detail.length() > BodyWriter.MAX_DETAIL_CHARS) {
            throw Wire.malformed("detail of " + detail.length() + " characters");
        }
        return detail;
    }

    private static Topic topic(ByteBuf in) {
        return new Topic(Wire.readAscii(in, "topic"));
    }

    /** A group's name has the syntax of a topic. */
    private static String group(ByteBuf in) {
        return topic(in).name();
    }

    private static long epoch(ByteBuf in) {
        return Wire.readVarint(in, Long.MAX_VALUE, "epoch");
    }

    private static EventId id(ByteBuf in) {
        return new EventId(Wire.readVarint(in, EventId.MAX, "epoch"), Wire.readVarint(in, EventId.MAX, "offset"));
    }

    private static int topicNumber(ByteBuf in) {
        return (int) Wire.readVarint(in, Integer.MAX_VALUE, "topic number");
    }

    private static long request(ByteBuf in) {
        long request = Wire.readVarint(in, MAX_UINT32, "request");
        if (request == 0) {
            throw Wire.malformed("request 0");
        }
        return request;
    }

    private static long sequence(ByteBuf in) {
        return Wire.readVarint(in, Long.MAX_VALUE, "sequence");
    }
}
