package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** What holds for any bytes at all: they are refused by the one exception, or are the one encoding of a message. */
final class CodecInvariant {
    private CodecInvariant() {}

    /** @param body what is longer than a frame is not looked at: it would be written in several */
    static void check(MessageType type, byte[] body) {
        if (body.length > FrameFormat.MAX_BODY_BYTES) {
            return;
        }
        Message message;
        try {
            message = MessageCodec.decode(type, Unpooled.wrappedBuffer(body), GoldenMessages.topics());
        } catch (ProtocolException e) {
            return;
        }
        if (losesOnPurpose(message, body)) {
            return;
        }
        ByteBuf again = Unpooled.buffer();
        MessageCodec.encode(message, again);
        assertThat(ByteBufUtil.hexDump(again.skipBytes(FrameFormat.HEADER_BYTES)))
                .as("%s", type)
                .isEqualTo(ByteBufUtil.hexDump(body));
    }

    /** Suites and reasons of a newer version are understood as none, and as an internal error. */
    private static boolean losesOnPurpose(Message message, byte[] body) {
        if (message instanceof Message.Hello hello) {
            return hello.suites().size() < body[21];
        }
        return message instanceof Message.Error error && error.reason() == ReasonCode.INTERNAL_ERROR
                || message instanceof Message.Ended ended && ended.reason() == ReasonCode.INTERNAL_ERROR
                || message instanceof Message.Close close && close.reason() == ReasonCode.INTERNAL_ERROR;
    }
}
