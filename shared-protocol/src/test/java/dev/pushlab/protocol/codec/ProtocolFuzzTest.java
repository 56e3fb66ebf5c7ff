package dev.pushlab.protocol.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.MessageType;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * Entries for the Jazzer fuzzer. An ordinary test run replays the seeds in the resources folder of this class; with
 * {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=ProtocolFuzzTest#messages} searches for new inputs.
 */
class ProtocolFuzzTest {
    /** A stream of bytes as it might come from the network. */
    @FuzzTest(maxDuration = "5m")
    void stream(byte[] bytes) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true), new MessageHandler());
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (ProtocolException e) {
            // The one way to refuse.
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    /** One byte for the type, the rest is a body. */
    @FuzzTest(maxDuration = "5m")
    void messages(byte[] bytes) {
        if (bytes.length > 0) {
            MessageType type = MessageType.of(bytes[0] & 0xFF);
            if (type != null) {
                CodecInvariant.check(type, java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
            }
        }
    }
}
