package dev.pushlab.server.technique.httpframing;

import io.netty.buffer.ByteBuf;

/** Where the server breaks off on purpose, as one that crashes would: the connection ends and nothing says so. */
enum Cut {
    /** It does not. */
    NO,

    /** Between two events. */
    BETWEEN,

    /** Within an event. */
    WITHIN;

    private static final int BLANK_LINE = 4;
    private static final int CR_LF_CR_LF = 0x0d0a0d0a;

    /** How much of a whole answer, its head included, is sent: half of the body. */
    int of(ByteBuf answer) {
        int body = headLength(answer);
        int half = body + (answer.readableBytes() - body) / 2;
        if (this == WITHIN) {
            return half;
        }
        int line = answer.forEachByteDesc(answer.readerIndex() + body, half - body, value -> value != '\n');
        return line < 0 ? body : line + 1 - answer.readerIndex();
    }

    private static int headLength(ByteBuf answer) {
        for (int i = answer.readerIndex(); i + BLANK_LINE <= answer.writerIndex(); i++) {
            if (answer.getInt(i) == CR_LF_CR_LF) {
                return i + BLANK_LINE - answer.readerIndex();
            }
        }
        throw new IllegalArgumentException("no head");
    }
}
