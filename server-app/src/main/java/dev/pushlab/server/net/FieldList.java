package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * A list of header fields in front of a body, as it is handed from where an answer is encoded once to where each connection
 * writes it in its own way. It never leaves the program:
 *
 * <pre>
 *   field = length of the name (16), name, length of the value (16), value      in ASCII
 *   list  = field … 0 (16)
 * </pre>
 */
final class FieldList {
    private FieldList() {}

    static void write(CharSequence name, CharSequence value, ByteBuf out) {
        string(name, out);
        string(value, out);
    }

    static void end(ByteBuf out) {
        out.writeShort(0);
    }

    /** Reads a list up to its end. */
    static Http2Headers read(ByteBuf in) {
        Http2Headers headers = new DefaultHttp2Headers();
        for (AsciiString name = string(in); !name.isEmpty(); name = string(in)) {
            headers.add(name, string(in));
        }
        return headers;
    }

    private static void string(CharSequence text, ByteBuf out) {
        out.writeShort(text.length());
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    private static AsciiString string(ByteBuf in) {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readBytes(bytes);
        return new AsciiString(bytes, false);
    }
}
