package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.WireFormat;
import io.netty.buffer.ByteBuf;

/** What the parts of a stream are. */
interface PartFormat extends WireFormat {
    /**
     * Appends what comes before the first event.
     *
     * @param recovered whether everything after {@code start} will come; if not, a gap is the first thing that does
     */
    void encodeOpening(EventId start, boolean recovered, ByteBuf out);

    /** Appends a part that says nothing new. */
    void encodeHeartbeat(ByteBuf out);
}
