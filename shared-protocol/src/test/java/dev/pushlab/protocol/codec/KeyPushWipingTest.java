package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.WrappedKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bare key of a KEY_PUSH does not stay behind in a buffer, on either side. */
class KeyPushWipingTest {
    private static final byte[] KEY = new byte[32];

    static {
        Arrays.fill(KEY, (byte) 0x5A);
    }

    private final Message push = new Message.KeyPush(
            "default",
            7,
            "ChaCha20-Poly1305",
            Instant.parse("2026-01-01T00:00:00Z"),
            List.of(new Message.Wrap(0, new WrappedKey(KEY))));

    @Test
    void theSendersBufferIsWipedWhenItIsReleased() {
        EmbeddedChannel channel = new EmbeddedChannel(new MessageHandler());
        channel.writeOutbound(push);
        ByteBuf frame = channel.readOutbound();
        byte[] memory = frame.array();
        assertThat(memory).containsSequence(KEY);

        assertThat(frame.release()).isTrue();

        assertThat(memory).containsOnly(0);
        channel.finishAndReleaseAll();
    }

    @Test
    void theReceiversBufferIsWipedWhenTheMessageIsRead() {
        EmbeddedChannel sender = new EmbeddedChannel(new MessageHandler());
        sender.writeOutbound(push);
        ByteBuf frame = sender.readOutbound();
        byte[] memory = ByteBufUtil.getBytes(frame);
        frame.release();
        sender.finishAndReleaseAll();

        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, false), new MessageHandler());
        channel.writeInbound(Unpooled.wrappedBuffer(memory));

        Message.KeyPush received = channel.readInbound();
        assertThat(received).isEqualTo(push);
        assertThat(memory).doesNotContain(0x5A);
        channel.finishAndReleaseAll();
    }
}
