package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamFramesTest {
    private final Wire wire = new Wire();
    private final EmbeddedChannel channel = new EmbeddedChannel(wire, new StreamFrames());

    /** Takes frames when it is told to, and notes when it is closed. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        private final List<Object> frames = new ArrayList<>();
        private final Deque<ChannelPromise> untaken = new ArrayDeque<>();
        private boolean takes = true;

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            frames.add(msg);
            if (takes) {
                promise.setSuccess();
            } else {
                untaken.add(promise);
            }
        }
    }

    @AfterEach
    void finish() {
        wire.frames.forEach(ReferenceCountUtil::release);
        channel.finishAndReleaseAll();
    }

    private void ask(boolean whole) {
        channel.writeInbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().method("GET"), whole));
    }

    private void beginAnswer() {
        channel.writeOneOutbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), false));
    }

    @Test
    void bytesBecomeDataAsTheyAre() {
        ask(true);
        beginAnswer();
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {1, 2});
        channel.writeOneOutbound(bytes, channel.voidPromise());
        assertThat(wire.frames).hasSize(2);
        assertThat(((Http2DataFrame) wire.frames.get(1)).content()).isSameAs(bytes);
        assertThat(((Http2DataFrame) wire.frames.get(1)).isEndStream()).isFalse();
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfTheAnswer() {
        ask(true);
        beginAnswer();
        channel.close();
        assertThat(wire.frames).hasSize(2);
        assertThat(((Http2DataFrame) wire.frames.get(1)).isEndStream()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    /** A client that was about to say more need not, and nothing is wrong (RFC 9113 §8.1). */
    @Test
    void whoStillAsksIsToldThatNobodyListens() {
        ask(false);
        channel.writeOneOutbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("401"), true));
        channel.close();
        assertThat(wire.frames).hasSize(2);
        assertThat(((Http2ResetFrame) wire.frames.get(1)).errorCode()).isEqualTo(Http2Error.NO_ERROR.code());
    }

    /** A hint is no answer: what has not been answered cannot end well. */
    @Test
    void whatHasNoAnswerIsClosedAsItIs() {
        ask(true);
        channel.writeOneOutbound(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("100"), false));
        channel.close();
        assertThat(wire.frames).hasSize(1).first().isInstanceOf(Http2HeadersFrame.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsNotTakenIsCutOff() {
        ask(true);
        beginAnswer();
        wire.takes = false;
        channel.writeOneOutbound(Unpooled.wrappedBuffer(new byte[10]));
        channel.close();
        assertThat(wire.frames).hasSize(3);
        assertThat(((Http2ResetFrame) wire.frames.get(2)).errorCode()).isEqualTo(Http2Error.CANCEL.code());
        assertThat(channel.isOpen()).isFalse();
        wire.untaken.forEach(ChannelPromise::setSuccess);
    }

    /** It asks whether all before has been taken, and a stream must not begin with data. */
    @Test
    void nothingBeforeTheAnswerIsNothing() {
        ask(true);
        ByteBuf empty = Unpooled.buffer(1);
        assertThat(channel.writeOneOutbound(empty).isSuccess()).isTrue();
        assertThat(wire.frames).isEmpty();
        assertThat(empty.refCnt()).isZero();
    }
}
