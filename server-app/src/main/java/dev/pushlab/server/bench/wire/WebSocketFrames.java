package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Frames from a client, which are always masked (RFC 6455 §5.3). */
final class WebSocketFrames {
    static final int TEXT = 1;

    /** Any key masks; content on loopback has no intermediaries to be protected from. */
    private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private WebSocketFrames() {}

    static byte[] masked(int opcode, byte[] payload) {
        ByteBuf out = Unpooled.buffer(payload.length + 14);
        write(opcode, payload, out);
        return ByteBufUtil.getBytes(out);
    }

    static void write(int opcode, byte[] payload, ByteBuf out) {
        out.writeByte(0x80 | opcode);
        if (payload.length < 126) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length <= 0xffff) {
            out.writeByte(0x80 | 126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127);
            out.writeLong(payload.length);
        }
        out.writeBytes(KEY);
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(payload[i] ^ KEY[i & 3]);
        }
    }

    /** A handshake (§4.1). The key need not be random here: nobody caches it and nobody is to be deceived. */
    static byte[] handshake(String path) {
        return Bytes.ascii(
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: cHVzaGxhYiBiZW5jaG1yaw==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }
}
