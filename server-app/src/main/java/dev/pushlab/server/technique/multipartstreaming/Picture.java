package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A topic as a picture that is replaced by the next one: one for all events that are written at once, and the same bytes
 * for everybody on every event loop. Safe for use by any thread.
 *
 * <p>Chromium shows a part when it has read the headers of the next one. So these follow each picture at once, and cannot
 * tell anything that is known only later, such as the length:
 *
 * <pre>
 *   (picture)
 *   --pushlab_0123456789abcdef
 *   Content-Type: image/png
 *   (blank line)
 * </pre>
 */
final class Picture implements PartFormat {
    private static final int HISTORY_BYTES = 256 << 10;
    private static final String HEADERS = "Content-Type: image/png\r\n\r\n";

    private final Boundary boundary;
    private final Chart chart = new Chart();
    /** The present picture; null if it has to be drawn. */
    private byte[] drawn;

    Picture(Boundary boundary) {
        this.boundary = boundary;
    }

    /** Takes from the history what it has not seen. */
    synchronized void catchUp(Topic topic, Hub hub) {
        try (Subscription history = hub.tail(topic, () -> {})) {
            EventId now = history.position();
            long from = Math.max(now.offset() - Chart.EVENTS, history.lostUpTo());
            history.seek(new EventId(now.epoch(), Math.max(from, chart.seenOf(now.epoch()))));
            add(history.poll(Chart.EVENTS, HISTORY_BYTES).events());
        }
    }

    // snippet:begin picture
    @Override
    public synchronized void encodeAll(Event before, List<Event> events, ByteBuf out) {
        add(events);
        part(out);
    }

    private void part(ByteBuf out) {
        if (drawn == null) {
            drawn = chart.draw();
            if (boundary.occursIn(ByteBuffer.wrap(drawn))) {
                // Of so many random characters not to be expected; the next picture will have other bytes.
                drawn = new Chart().draw();
            }
        }
        out.writeBytes(drawn);
        boundary.next(out);
        ByteBufUtil.writeAscii(out, HEADERS);
    }
    // snippet:end

    private void add(List<Event> events) {
        for (Event event : events) {
            if (chart.add(event)) {
                drawn = null;
            }
        }
    }

    @Override
    public void encode(Event event, ByteBuf out) {
        encodeAll(null, List.of(event), out);
    }

    /** Nothing: a picture shows where things stand, whatever was missed on the way. */
    @Override
    public void encodeGap(Gap gap, ByteBuf out) {}

    /** The picture as it is, so that there is something to see before anything happens. */
    @Override
    public synchronized void encodeOpening(EventId start, boolean recovered, ByteBuf out) {
        boundary.open(out);
        ByteBufUtil.writeAscii(out, HEADERS);
        part(out);
    }

    /** The same picture again: nothing at all would be shown as a picture that is broken. */
    @Override
    public synchronized void encodeHeartbeat(ByteBuf out) {
        part(out);
    }

    @Override
    public synchronized boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        if (drawn == null) {
            drawn = chart.draw();
        }
        out.writeBytes(drawn);
        boundary.close(out);
        return true;
    }
}
