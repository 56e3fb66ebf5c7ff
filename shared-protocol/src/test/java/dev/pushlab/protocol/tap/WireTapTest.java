package dev.pushlab.protocol.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class WireTapTest {
    private final TrafficCounters connection = new TrafficCounters();
    private final WireTap tap = new WireTap(connection);

    @Test
    void countsBothDirectionsAndPassesTheVeryBuffersOn() {
        EmbeddedChannel channel = new EmbeddedChannel(tap);
        ByteBuf in = Unpooled.copiedBuffer(new byte[5]);
        ByteBuf out = Unpooled.copiedBuffer(new byte[7]);

        channel.writeInbound(in);
        channel.writeOutbound(out);

        assertThat(channel.<Object>readInbound()).isSameAs(in);
        assertThat(channel.<Object>readOutbound()).isSameAs(out);
        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(out.refCnt()).isEqualTo(1);
        assertThat(connection.bytesIn()).isEqualTo(5);
        assertThat(connection.bytesOut()).isEqualTo(7);
        in.release();
        out.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void countsNothingThatWasNotWritten() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
                        ReferenceCountUtil.release(msg);
                        promise.setFailure(new IOException("gone"));
                    }
                },
                tap);

        channel.writeAndFlush(Unpooled.copiedBuffer(new byte[7]));

        assertThat(connection.bytesOut()).isZero();
        assertThat(connection.writes()).isZero();
        channel.finishAndReleaseAll();
    }

    @Test
    void countsWritesWithoutPromiseOnceTheyAreFlushed() {
        EmbeddedChannel channel = new EmbeddedChannel(tap);
        TrafficCounters technique = new TrafficCounters();
        tap.creditTo(technique);

        channel.write(Unpooled.copiedBuffer(new byte[7]), channel.voidPromise());
        channel.write(Unpooled.copiedBuffer(new byte[3]), channel.voidPromise());
        assertThat(connection.bytesOut()).isZero();
        channel.flush();

        assertThat(connection.bytesOut()).isEqualTo(10);
        assertThat(connection.writes()).isEqualTo(2);
        assertThat(technique.bytesOut()).isEqualTo(10);
        channel.finishAndReleaseAll();
    }

    @Test
    void countsWritesWithoutPromiseThatHaveToWaitWhenTheyLeave() {
        StallingChannel channel = new StallingChannel(tap);
        TrafficCounters first = new TrafficCounters();
        TrafficCounters second = new TrafficCounters();
        channel.stalled = true;

        tap.creditTo(first);
        channel.writeAndFlush(Unpooled.copiedBuffer(new byte[7]), channel.voidPromise());
        tap.creditTo(second);
        channel.writeAndFlush(Unpooled.copiedBuffer(new byte[5]), channel.voidPromise());
        assertThat(connection.bytesOut()).isZero();

        channel.stalled = false;
        channel.flush();
        assertThat(connection.bytesOut()).isEqualTo(12);
        assertThat(connection.writes()).isEqualTo(2);
        assertThat(first.bytesOut()).isEqualTo(7);
        assertThat(second.bytesOut()).isEqualTo(5);
        channel.finishAndReleaseAll();
    }

    @Test
    void doesNotCountWritesWithoutPromiseThatTheEndOvertakes() {
        StallingChannel channel = new StallingChannel(tap);
        channel.stalled = true;
        channel.writeAndFlush(Unpooled.copiedBuffer(new byte[7]), channel.voidPromise());
        channel.close();
        assertThat(connection.bytesOut()).isZero();
        assertThatThrownBy(channel::finishAndReleaseAll)
                .as("what fails without a promise goes to the end of the pipeline")
                .isInstanceOf(ClosedChannelException.class);
    }

    /** A channel whose peer takes nothing as long as it is stalled. */
    private static final class StallingChannel extends EmbeddedChannel {
        private boolean stalled;

        StallingChannel(ChannelHandler handler) {
            super(handler);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (!stalled) {
                super.doWrite(in);
            }
        }
    }

    @Test
    void creditsARequestForNoneToNobody() {
        TrafficCounters technique = new TrafficCounters();
        EmbeddedChannel channel = new EmbeddedChannel(tap);

        channel.writeInbound(Unpooled.copiedBuffer(new byte[10]));
        channel.writeOutbound(Unpooled.copiedBuffer(new byte[100]));
        tap.creditTo(null);
        channel.writeInbound(Unpooled.copiedBuffer(new byte[20]));
        tap.creditTo(technique);

        assertThat(technique.bytesIn()).isEqualTo(20);
        assertThat(technique.bytesOut()).isZero();
        assertThat(connection.bytesIn()).isEqualTo(30);
        assertThat(connection.bytesOut()).isEqualTo(100);
        channel.finishAndReleaseAll();
    }

    @Test
    void creditsTheRequestToTheTechniqueThatItTurnsOutToBeFor() {
        TrafficCounters first = new TrafficCounters();
        TrafficCounters second = new TrafficCounters();
        EmbeddedChannel channel = new EmbeddedChannel(tap);

        channel.writeInbound(Unpooled.copiedBuffer(new byte[10]));
        tap.creditTo(first);
        channel.writeOutbound(Unpooled.copiedBuffer(new byte[100]));
        tap.creditTo(null);
        channel.writeInbound(Unpooled.copiedBuffer(new byte[20]));
        tap.creditTo(second);
        channel.writeOutbound(Unpooled.copiedBuffer(new byte[200]));

        assertThat(first.bytesIn()).isEqualTo(10);
        assertThat(first.bytesOut()).isEqualTo(100);
        assertThat(second.bytesIn()).isEqualTo(20);
        assertThat(second.bytesOut()).isEqualTo(200);
        assertThat(connection.bytesIn()).isEqualTo(30);
        assertThat(connection.bytesOut()).isEqualTo(300);
        channel.finishAndReleaseAll();
    }
}
