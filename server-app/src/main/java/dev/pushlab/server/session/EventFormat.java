package dev.pushlab.server.session;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;

/**
 * Events as EVENT or NEXT frames, a large one as several. Sessions seal the bytes after they were encoded, each with keys of its
 * own, so the bytes before that are the same for all.
 *
 * @param topicNumber stands for the topic in EVENT
 */
record EventFormat(int topicNumber) implements WireFormat {
    @Override
    public void encode(Event event, ByteBuf out) {
        MessageCodec.encode(new Message.EventMessage(topicNumber, event), out);
    }

    /** As NEXT if it can be: 8 or 9 bytes instead of 20 and more beside its data and the head of the frame. */
    @Override
    public void encodeAfter(Event before, Event event, ByteBuf out) {
        Message.Next.of(topicNumber, event, before)
                .ifPresentOrElse(next -> MessageCodec.encode(next, out), () -> encode(event, out));
    }

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        MessageCodec.encode(new Message.GapMessage(gap), out);
    }

    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        MessageCodec.encode(
                switch (ending) {
                    case TOO_SLOW -> new Message.Close(ReasonCode.TOO_SLOW, "events were taken too slowly");
                    case TAKEN_OVER -> new Message.Ended(topic, ReasonCode.TAKEN_OVER);
                    case DELETED -> new Message.Ended(topic, ReasonCode.SUBSCRIPTION_DELETED);
                },
                out);
        return ending == Ending.TOO_SLOW;
    }
}
