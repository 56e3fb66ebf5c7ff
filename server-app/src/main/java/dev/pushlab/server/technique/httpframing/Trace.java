package dev.pushlab.server.technique.httpframing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The bytes of one answer as they were handed to the connection, write by write (on HTTPS: before TLS), at most
 * {@value #MAX_BYTES} of them and {@value #MAX_WRITES} writes. Safe for use by any thread.
 */
final class Trace {
    static final int MAX_BYTES = 16 << 10;
    static final int MAX_WRITES = 256;

    private static final JsonMapper JSON = new JsonMapper();

    /** What the server did when the answer was over. */
    enum End {
        /** Nothing yet: it goes on. */
        OPEN,
        /** The connection waits for the next request. */
        KEPT,
        /** It closed the connection: FIN. */
        CLOSED,
        /** The same in the midst of the answer. */
        CUT
    }

    private record Write(long nanos, byte[] bytes) {}

    final Topic topic;
    final Framing framing;
    final long begun;
    private final List<Write> writes = new ArrayList<>();
    private int size;
    private int omitted;
    private End end = End.OPEN;

    /** @param now in nanoseconds of some clock, as in {@link #wrote} */
    Trace(Topic topic, Framing framing, long now) {
        this.topic = topic;
        this.framing = framing;
        this.begun = now;
    }

    synchronized void wrote(ByteBuf bytes, long now) {
        int taken = writes.size() == MAX_WRITES ? 0 : Math.min(bytes.readableBytes(), MAX_BYTES - size);
        if (taken > 0) {
            writes.add(new Write(now - begun, ByteBufUtil.getBytes(bytes, bytes.readerIndex(), taken)));
            size += taken;
        }
        omitted += bytes.readableBytes() - taken;
    }

    synchronized void ended(End how) {
        end = how;
    }

    /**
     * {@code {"framing":"chunked","writes":[{"at":0.12,"data":"…"}],"omitted":0,"end":"kept"}}: milliseconds since the
     * request, bytes in base64, and how many bytes there were beyond the bounds.
     */
    synchronized String json() {
        ObjectNode all = JSON.createObjectNode().put("framing", word(framing));
        ArrayNode list = all.putArray("writes");
        writes.forEach(write ->
                list.addObject().put("at", write.nanos() / 1_000 / 1_000.0).put("data", write.bytes()));
        all.put("omitted", omitted).put("end", word(end));
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
