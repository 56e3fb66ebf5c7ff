package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.AnswerFormat;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An answer of this room, or a part of one: written by the room itself from the first byte of the status line on, as
 * “non-parsed headers” scripts did. Its body is one line for each thing:
 *
 * <pre>
 *   {"start":"12345:7"}           where it begins
 *   {"gap":{…}}                   if history is lost
 *   {"id":"12345:8",…}            an event as {@link EventJson} writes it
 * </pre>
 *
 * @param head what the answer begins with; null for a part that is not the first
 */
record HttpFramingEncoder(Framing framing, FramingHead head) implements AnswerFormat {
    @Override
    public void encode(Batch batch, EventId last, ByteBuf out) {
        EventId start =
                batch.events().isEmpty() ? last : before(batch.events().get(0).id());
        if (framing == Framing.LENGTH) {
            ByteBuf body = out.alloc().buffer();
            try {
                lines(batch, start, line -> body.writeBytes(line), out);
                head.write(framing, body.readableBytes(), out);
                out.writeBytes(body);
            } finally {
                body.release();
            }
            return;
        }
        if (head != null) {
            head.write(framing, 0, out);
        }
        lines(batch, start, line -> framing.data(line, out), out);
    }

    /** The first part of an answer tells at least where it begins; another one has nothing to tell. */
    @Override
    public void encodeEmpty(EventId last, ByteBuf out) {
        if (head != null) {
            encode(new Batch(Optional.empty(), List.of()), last, out);
        }
    }

    private void lines(Batch batch, EventId start, Consumer<ByteBuf> lines, ByteBuf out) {
        ByteBuf line = out.alloc().buffer();
        try {
            batch.gap().ifPresent(gap -> {
                ByteBufUtil.writeAscii(line, "{\"gap\":");
                EventJson.write(gap, line);
                ByteBufUtil.writeAscii(line, "}\n");
                lines.accept(line);
                line.clear();
            });
            if (head != null && batch.gap().isEmpty()) {
                ByteBufUtil.writeAscii(line, "{\"start\":\"" + start + "\"}\n");
                lines.accept(line);
                line.clear();
            }
            for (Event event : batch.events()) {
                EventJson.write(event, line);
                line.writeByte('\n');
                lines.accept(line);
                line.clear();
            }
        } finally {
            line.release();
        }
    }

    private static EventId before(EventId id) {
        return new EventId(id.epoch(), id.offset() - 1);
    }
}
