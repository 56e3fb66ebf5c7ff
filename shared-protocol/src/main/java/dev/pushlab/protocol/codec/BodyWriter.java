package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Suite;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Writes message bodies, one method for each type that has more than a field or two. */
final class BodyWriter {
    /** The first bytes of every HELLO. */
    static final byte[] MAGIC = "PSHL".getBytes(StandardCharsets.US_ASCII);

    static final int POSITION_NOW = 0;
    static final int POSITION_EARLIEST = 1;
    static final int POSITION_AFTER = 2;

    /** The longest detail of ERROR and CLOSE, in characters. */
    static final int MAX_DETAIL_CHARS = 255;

    private BodyWriter() {}

    static void write(Message message, ByteBuf out) {
        // The switch has a value so that the compiler insists on every type.
        Object done = switch (message.type()) {
            case HELLO -> hello((Message.Hello) message, out);
            case HELLO_OK -> helloOk((Message.HelloOk) message, out);
            case HANDSHAKE -> bytes(((Message.Handshake) message).noise().toArray(), out);
            case WELCOME -> welcome((Message.Welcome) message, out);
            case CB_HELLO -> callbackHello((Message.CallbackHello) message, out);
            case SUBSCRIBE -> subscribe((Message.Subscribe) message, out);
            case SUBSCRIBED -> subscribed((Message.Subscribed) message, out);
            case UNSUBSCRIBE -> ascii(((Message.Unsubscribe) message).topic().name(), out);
            case EVENT -> event((Message.EventMessage) message, out);
            case NEXT -> next((Message.Next) message, out);
            case GAP -> gap((Message.GapMessage) message, out);
            case ACK -> ack((Message.Ack) message, out);
            case PUBLISH -> publish((Message.Publish) message, out);
            case PUBLISH_ONCE -> publishOnce((Message.PublishOnce) message, out);
            case SUBSCRIBE_DURABLE -> subscribeDurable((Message.SubscribeDurable) message, out);
            case FORGET -> forget((Message.Forget) message, out);
            case ENDED -> ended((Message.Ended) message, out);
            case PUBLISHED -> published((Message.Published) message, out);
            case PING -> ping((Message.Ping) message, out);
            case PONG -> pong((Message.Pong) message, out);
            case POLL -> varint(((Message.Poll) message).sequence(), out);
            case POLLED -> polled((Message.Polled) message, out);
            case REGISTER -> register((Message.Register) message, out);
            case REGISTER_OK -> registerOk((Message.RegisterOk) message, out);
            case KEY_PUSH -> keyPush((Message.KeyPush) message, out);
            case KEY_ACK -> keyAck((Message.KeyAck) message, out);
            case REVOKED -> revoked((Message.Revoked) message, out);
            case ERROR -> error((Message.Error) message, out);
            case CLOSE -> close((Message.Close) message, out);
        };
        assert done == out;
    }

    private static ByteBuf hello(Message.Hello hello, ByteBuf out) {
        out.writeBytes(MAGIC).writeByte(hello.direction().code());
        Wire.writeBytes(out, hello.nonce());
        out.writeByte(hello.suites().size());
        for (Suite suite : hello.suites()) {
            out.writeByte(suite.code());
        }
        return out;
    }

    private static ByteBuf helloOk(Message.HelloOk ok, ByteBuf out) {
        out.writeByte(ok.suite().code());
        Wire.writeBytes(out, ok.nonce());
        return out;
    }

    private static ByteBuf welcome(Message.Welcome welcome, ByteBuf out) {
        Wire.writeText(out, welcome.serverName());
        return out.writeShort(welcome.httpPort());
    }

    private static ByteBuf callbackHello(Message.CallbackHello hello, ByteBuf out) {
        Wire.writeBytes(out, hello.registration());
        Wire.writeBytes(out, hello.mac());
        return out;
    }

    private static ByteBuf subscribe(Message.Subscribe subscribe, ByteBuf out) {
        ascii(subscribe.topic().name(), out);
        return position(subscribe.after(), out);
    }

    private static ByteBuf subscribeDurable(Message.SubscribeDurable subscribe, ByteBuf out) {
        ascii(subscribe.topic().name(), out);
        ascii(subscribe.name(), out);
        return position(subscribe.start(), out);
    }

    private static ByteBuf forget(Message.Forget forget, ByteBuf out) {
        ascii(forget.topic().name(), out);
        return ascii(forget.name(), out);
    }

    private static ByteBuf ended(Message.Ended ended, ByteBuf out) {
        ascii(ended.topic().name(), out);
        return out.writeShort(ended.reason().code());
    }

    private static ByteBuf position(Position position, ByteBuf out) {
        Optional<EventId> id = position.id();
        if (id.isPresent()) {
            out.writeByte(POSITION_AFTER);
            return id(id.get(), out);
        }
        return out.writeByte(position.equals(Position.NOW) ? POSITION_NOW : POSITION_EARLIEST);
    }

    private static ByteBuf subscribed(Message.Subscribed subscribed, ByteBuf out) {
        ascii(subscribed.topic().name(), out);
        varint(subscribed.topicNumber(), out);
        id(subscribed.start(), out);
        return out.writeByte(subscribed.recovered() ? 1 : 0);
    }

    private static ByteBuf event(Message.EventMessage message, ByteBuf out) {
        Event event = message.event();
        varint(message.topicNumber(), out);
        id(event.id(), out);
        Wire.writeSigned(out, event.timeMicros());
        ascii(event.type(), out);
        ContentTypes.write(out, event.contentType());
        return out.writeBytes(event.payload().buffer());
    }

    private static ByteBuf next(Message.Next next, ByteBuf out) {
        varint(next.topicNumber(), out);
        Wire.writeSigned(out, next.microsLater());
        return bytes(next.data().toArray(), out);
    }

    private static ByteBuf gap(Message.GapMessage message, ByteBuf out) {
        ascii(message.gap().topic().name(), out);
        Optional<EventId> requested = message.gap().requested();
        out.writeByte(requested.isPresent() ? 1 : 0);
        requested.ifPresent(id -> id(id, out));
        id(message.gap().resumed(), out);
        return out.writeByte(message.gap().reason().ordinal());
    }

    private static ByteBuf ack(Message.Ack ack, ByteBuf out) {
        ascii(ack.topic().name(), out);
        return id(ack.id(), out);
    }

    private static ByteBuf publish(Message.Publish publish, ByteBuf out) {
        varint(publish.request(), out);
        ascii(publish.topic().name(), out);
        return draft(publish.draft(), out);
    }

    private static ByteBuf publishOnce(Message.PublishOnce publish, ByteBuf out) {
        varint(publish.request(), out);
        ascii(publish.topic().name(), out);
        Wire.writeBytes(out, publish.key());
        return draft(publish.draft(), out);
    }

    private static ByteBuf draft(EventDraft draft, ByteBuf out) {
        ascii(draft.type(), out);
        ContentTypes.write(out, draft.contentType());
        return out.writeBytes(draft.payload().buffer());
    }

    private static ByteBuf published(Message.Published published, ByteBuf out) {
        varint(published.request(), out);
        return id(published.id(), out);
    }

    private static ByteBuf ping(Message.Ping ping, ByteBuf out) {
        varint(ping.sequence(), out);
        Wire.writeSigned(out, ping.sent());
        return out;
    }

    private static ByteBuf pong(Message.Pong pong, ByteBuf out) {
        varint(pong.sequence(), out);
        Wire.writeSigned(out, pong.pingSent());
        Wire.writeSigned(out, pong.received());
        Wire.writeSigned(out, pong.sent());
        return out;
    }

    private static ByteBuf polled(Message.Polled polled, ByteBuf out) {
        varint(polled.sequence(), out);
        return varint(polled.messages(), out);
    }

    private static ByteBuf register(Message.Register register, ByteBuf out) {
        out.writeShort(register.listenPort());
        Wire.writeText(out, register.memberId());
        Wire.writeBytes(out, register.nonce());
        return out;
    }

    private static ByteBuf registerOk(Message.RegisterOk ok, ByteBuf out) {
        Wire.writeBytes(out, ok.registration());
        ascii(ok.observedAddress(), out);
        Wire.writeTime(out, ok.expiry());
        return out;
    }

    private static ByteBuf keyPush(Message.KeyPush push, ByteBuf out) {
        ascii(push.groupId(), out);
        varint(push.epoch(), out);
        ascii(push.algorithm(), out);
        Wire.writeTime(out, push.notAfter());
        varint(push.wraps().size(), out);
        for (Message.Wrap wrap : push.wraps()) {
            varint(wrap.node(), out);
            varint(wrap.wrapped().size(), out);
            byte[] key = wrap.wrapped().toArray();
            out.writeBytes(key);
            Arrays.fill(key, (byte) 0);
        }
        return out;
    }

    private static ByteBuf keyAck(Message.KeyAck ack, ByteBuf out) {
        ascii(ack.groupId(), out);
        varint(ack.epoch(), out);
        Wire.writeBytes(out, ack.mac());
        return out;
    }

    private static ByteBuf revoked(Message.Revoked revoked, ByteBuf out) {
        ascii(revoked.groupId(), out);
        return varint(revoked.epoch(), out);
    }

    private static ByteBuf error(Message.Error error, ByteBuf out) {
        out.writeShort(error.reason().code());
        varint(error.request().orElse(0L), out);
        return detail(error.detail(), out);
    }

    private static ByteBuf close(Message.Close close, ByteBuf out) {
        out.writeShort(close.reason().code());
        return detail(close.detail(), out);
    }

    /** Cut to the longest allowed, never between the two halves of a surrogate pair. */
    private static ByteBuf detail(String detail, ByteBuf out) {
        int length = Math.min(detail.length(), MAX_DETAIL_CHARS);
        if (length < detail.length() && Character.isHighSurrogate(detail.charAt(length - 1))) {
            length--;
        }
        Wire.writeText(out, detail.substring(0, length));
        return out;
    }

    private static ByteBuf id(EventId id, ByteBuf out) {
        varint(id.epoch(), out);
        return varint(id.offset(), out);
    }

    private static ByteBuf ascii(String text, ByteBuf out) {
        Wire.writeAscii(out, text);
        return out;
    }

    private static ByteBuf varint(long value, ByteBuf out) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        Wire.writeVarint(out, value);
        return out;
    }

    private static ByteBuf bytes(byte[] bytes, ByteBuf out) {
        return out.writeBytes(bytes);
    }
}
