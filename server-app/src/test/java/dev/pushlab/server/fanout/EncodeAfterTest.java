package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.ErrorHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may be told an event as the one after another: only who has just received that one. */
class EncodeAfterTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(new HubOptions(10, 20, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(ErrorHandler.INSTANCE);

    /** {@code 5;} for an event told whole, {@code +6;} for one told as that after 5. */
    private record Format(String name) implements WireFormat {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, name + event.id().offset() + ";");
        }

        @Override
        public void encodeAfter(Event before, Event event, ByteBuf out) {
            assertThat(event.id()).isEqualTo(before.id().next());
            ByteBufUtil.writeAscii(out, name + "+" + event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, name + "gap" + gap.resumed().offset() + ";");
        }
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void tellsTheFirstWholeAndTheOthersAfterIt() {
        subscribe("", Position.NOW);
        assertThat(round(3)).isEqualTo("1;+2;+3;");
        assertThat(round(1)).isEqualTo("+4;");
        assertThat(round(2)).isEqualTo("+5;+6;");
    }

    @Test
    void tellsAllTheNextOneWholeWhenSomebodyHasJoinedWhoReceivedNothing() {
        subscribe("", Position.NOW);
        assertThat(round(2)).isEqualTo("1;+2;");
        subscribe("", Position.NOW);
        assertThat(round(1)).isEqualTo("3;3;");
        assertThat(round(1)).isEqualTo("+4;+4;");
    }

    @Test
    void whoJoinsAfterAReplayHasTheLastOne() {
        subscribe("", Position.NOW);
        assertThat(round(3)).isEqualTo("1;+2;+3;");
        subscribe("", Position.after(new EventId(7, 1)));
        assertThat(round(0)).isEqualTo("2;+3;");
        assertThat(round(1)).isEqualTo("+4;+4;");
    }

    @Test
    void anotherFormatHasItsOwnNewcomers() {
        subscribe("a", Position.NOW);
        assertThat(round(1)).isEqualTo("a1;");
        subscribe("b", Position.NOW);
        assertThat(round(1)).contains("a+2;").contains("b2;");
    }

    @Test
    void tellsTheNextOneWholeAfterAGap() {
        subscribe("", Position.NOW);
        assertThat(round(1)).isEqualTo("1;");
        publish(30);
        assertThat(round(0)).startsWith("gap11;12;+13;");
        assertThat(round(1)).isEqualTo("+32;");
    }

    @Test
    void whoWasNotWritableIsToldTheNextOneWhole() {
        subscribe("", Position.NOW);
        assertThat(round(1)).isEqualTo("1;");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        assertThat(round(2)).isEmpty();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        assertThat(round(0)).isEqualTo("2;+3;");
        assertThat(round(1)).isEqualTo("+4;");
    }

    private void subscribe(String format, Position after) {
        fanout.subscribe(channel.pipeline().firstContext(), TOPIC, after, new Format(format));
        channel.runPendingTasks();
    }

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            hub.publish(TOPIC, EventDraft.text("x"));
        }
    }

    private String round(int events) {
        publish(events);
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return text.toString();
    }
}
