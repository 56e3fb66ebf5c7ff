package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.EventDraft;
import io.netty.buffer.ByteBuf;

/** The usual media types as one byte; 0 says that the type follows literally. */
final class ContentTypes {
    private static final String[] BY_CODE = {null, EventDraft.TEXT, EventDraft.JSON, EventDraft.BINARY};

    private ContentTypes() {}

    static void write(ByteBuf out, String contentType) {
        int code = code(contentType);
        out.writeByte(code);
        if (code == 0) {
            Wire.writeAscii(out, contentType);
        }
    }

    static String read(ByteBuf in) {
        int code = Wire.readU8(in, "content type");
        if (code >= BY_CODE.length) {
            throw Wire.malformed("unknown content type code " + code);
        }
        if (code > 0) {
            return BY_CODE[code];
        }
        String literal = Wire.readAscii(in, "content type");
        if (code(literal) != 0) {
            throw Wire.malformed("content type written out although it has a code: " + literal);
        }
        return literal;
    }

    private static int code(String contentType) {
        for (int code = 1; code < BY_CODE.length; code++) {
            if (BY_CODE[code].equals(contentType)) {
                return code;
            }
        }
        return 0;
    }
}
