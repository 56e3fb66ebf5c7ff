package dev.pushlab.server.technique.httpframing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** How a receiver knows where an answer ends (RFC 9112 §6.3). */
enum Framing {
    /** By its length, which has to be known before the first byte: one question, one answer, over the same connection. */
    LENGTH,

    /** By the end of the connection: all that HTTP/1.0 had for an answer of unknown length. */
    CLOSE,

    /** In chunks, each with its length before it, and one of length 0 as the last (§7.1). */
    CHUNKED;

    /** What no answer of this kind goes without, as a line of its head. */
    String header(int length) {
        return switch (this) {
            case LENGTH -> "content-length: " + length + "\r\n";
            case CLOSE -> "";
            case CHUNKED -> "transfer-encoding: chunked\r\n";
        };
    }

    // snippet:begin chunk
    /** Appends some data of a body; not nothing, which would be the last chunk. */
    void data(ByteBuf data, ByteBuf out) {
        if (this == CHUNKED) {
            ByteBufUtil.writeAscii(out, Integer.toHexString(data.readableBytes()) + "\r\n");
        }
        out.writeBytes(data);
        if (this == CHUNKED) {
            ByteBufUtil.writeAscii(out, "\r\n");
        }
    }

    /** Appends what says that the answer is complete. Of the other two it is the length, or the end of the connection. */
    void end(ByteBuf out) {
        if (this == CHUNKED) {
            ByteBufUtil.writeAscii(out, "0\r\n\r\n");
        }
    }
    // snippet:end
}
