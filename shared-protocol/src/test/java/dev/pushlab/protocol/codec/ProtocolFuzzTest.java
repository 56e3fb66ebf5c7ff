package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.MessageType;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

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

    /** Two bytes say where to cut, the rest is a stream: it means the same in whatever pieces it arrives. */
    @FuzzTest(maxDuration = "5m")
    void pieces(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        Random cuts = new Random((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 2; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + cuts.nextInt(16));
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        List<Object> whole = received(List.of(Arrays.copyOfRange(bytes, 2, bytes.length)));
        assertThat(received(pieces)).isEqualTo(whole);
    }

    /** The messages in a stream up to the first reason for which it is refused, if it is: a session ends there. */
    private static List<Object> received(List<byte[]> pieces) {
        List<Object> received = new ArrayList<>();
        ChannelInboundHandlerAdapter session = new ChannelInboundHandlerAdapter() {
            private boolean over;

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (!over) {
                    received.add(message);
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                if (!over) {
                    received.add(((ProtocolException) cause).reason());
                    over = true;
                }
            }
        };
        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true), new MessageHandler(), session);
        try {
            pieces.forEach(piece -> channel.writeInbound(Unpooled.wrappedBuffer(piece)));
        } finally {
            channel.finishAndReleaseAll();
        }
        return received;
    }

    /** One byte for the type, the rest is a body. */
    @FuzzTest(maxDuration = "5m")
    void messages(byte[] bytes) {
        if (bytes.length > 0) {
            MessageType type = MessageType.of(bytes[0] & 0xFF);
            if (type != null) {
                CodecInvariant.check(type, Arrays.copyOfRange(bytes, 1, bytes.length));
            }
        }
    }
}
