package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** What a client of the binary protocol says in plaintext mode: docs/protocol.md. */
final class BinaryFrames {
    static final int HEADER = 8;
    static final int HELLO_OK = 0x02;
    static final int WELCOME = 0x06;
    static final int SUBSCRIBED = 0x11;
    static final int EVENT = 0x13;
    static final int PUBLISHED = 0x17;
    static final int NEXT = 0x18;
    static final int PING = 0x20;
    static final int PONG = 0x21;
    static final int POLL = 0x22;
    static final int ERROR = 0x70;
    static final int CLOSE = 0x71;

    /** A frame's length counts what follows it, and may be so much: version, type and flags are 4 of it. */
    static final int MAX_LENGTH = 65_536;

    private static final int VERSION = 1;
    private static final int MORE = 1;
    private static final int HELLO = 0x01;
    private static final int SUBSCRIBE = 0x10;
    private static final int PUBLISH = 0x16;
    private static final int FORWARD = 1;
    private static final int PLAINTEXT = 0xff;
    private static final int NONCE = 16;
    private static final int TEXT = 1;

    private BinaryFrames() {}

    static byte[] hello() {
        ByteBuf body = Unpooled.buffer();
        ByteBufUtil.writeAscii(body, "PSHL");
        body.writeByte(FORWARD);
        body.writeZero(NONCE);
        body.writeByte(1);
        body.writeByte(PLAINTEXT);
        return frame(HELLO, body);
    }

    /** From now on. */
    static byte[] subscribe(String topic) {
        ByteBuf body = Unpooled.buffer();
        ascii(topic, body);
        body.writeByte(0);
        return frame(SUBSCRIBE, body);
    }

    /** A text without type; any number identifies a request whose answer nobody waits for. */
    static void publish(String topic, byte[] payload, ByteBuf out) {
        ByteBuf body = Unpooled.buffer(payload.length + topic.length() + 4);
        varint(1, body);
        ascii(topic, body);
        body.writeByte(0);
        body.writeByte(TEXT);
        body.writeBytes(payload);
        while (body.readableBytes() > MAX_LENGTH - 4) {
            write(PUBLISH, MORE, body.readSlice(MAX_LENGTH - 4), out);
        }
        write(PUBLISH, 0, body, out);
    }

    /** @param ping the body of the PING: its sequence and its time, which are repeated */
    static byte[] pong(byte[] ping, long micros) {
        ByteBuf body = Unpooled.buffer();
        body.writeBytes(ping);
        varint(micros << 1, body);
        varint(micros << 1, body);
        return frame(PONG, body);
    }

    private static byte[] frame(int type, ByteBuf body) {
        ByteBuf out = Unpooled.buffer(HEADER + body.readableBytes());
        write(type, 0, body, out);
        return ByteBufUtil.getBytes(out);
    }

    private static void write(int type, int flags, ByteBuf body, ByteBuf out) {
        out.writeInt(4 + body.readableBytes());
        out.writeByte(VERSION);
        out.writeByte(type);
        out.writeShort(flags);
        out.writeBytes(body);
    }

    private static void ascii(String text, ByteBuf out) {
        out.writeByte(text.length());
        ByteBufUtil.writeAscii(out, text);
    }

    /** @param value 0 or more */
    private static void varint(long value, ByteBuf out) {
        long rest = value;
        while (rest >= 0x80) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }
}
