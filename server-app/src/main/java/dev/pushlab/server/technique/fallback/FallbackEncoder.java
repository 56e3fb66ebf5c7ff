package dev.pushlab.server.technique.fallback;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.List;

/**
 * What the server offers, in less than 2 KiB of JSON:
 *
 * <pre>
 *   {"topic":"news","start":"12345:7","recovered":true,"heartbeat":15000,
 *    "timing":{"proof":4000,"quiet":8000,"stable":15000,"upgrade":5000,"longest":60000},
 *    "transports":[
 *     {"id":"websocket","url":"/topics/news/websocket?for=fallback&amp;envelope=json","stream":true},
 *     …
 *     {"id":"long-polling","url":"…","stream":false,"wait":25000},
 *     {"id":"short-polling","url":"…","stream":false,"interval":1000}]}
 * </pre>
 *
 * @param start the position from which the first transport is to deliver: nothing is lost between this answer and that
 * @param recovered false if events that were asked for are lost
 * @param heartbeat between two signs of life on a stream
 * @param proof within so many milliseconds a transport has to bring something, or is taken for swallowed
 * @param quiet after so many without an event it is checked whether there are any that the transport has not brought
 * @param rungs from the best to the last resort
 */
record FallbackEncoder(
        Topic topic, EventId start, boolean recovered, Duration heartbeat, int proof, int quiet, List<Rung> rungs) {
    /** What lived for less is not tried again at once. */
    private static final int STABLE = 15_000;
    /** How long until a failed transport is tried again; doubles up to the longest. */
    private static final int UPGRADE = 5_000;

    private static final int LONGEST = 60_000;

    // snippet:begin offer
    void encode(ByteBuf out) {
        write(out, "{\"topic\":\"" + topic.name() + "\",\"start\":\"" + start + "\",\"recovered\":" + recovered);
        write(out, ",\"heartbeat\":" + heartbeat.toMillis());
        write(out, ",\"timing\":{\"proof\":" + proof + ",\"quiet\":" + quiet + ",\"stable\":" + STABLE);
        write(out, ",\"upgrade\":" + UPGRADE + ",\"longest\":" + LONGEST + "},\"transports\":[");
        String separator = "";
        for (Rung rung : rungs) {
            write(out, separator + "{\"id\":\"" + rung.id() + "\",\"url\":\"" + rung.url(topic) + "\"");
            write(out, ",\"stream\":" + rung.stream());
            switch (rung) {
                case LONG_POLLING -> write(out, ",\"wait\":" + rung.millis());
                case SHORT_POLLING -> write(out, ",\"interval\":" + rung.millis());
                default -> {
                    // A stream says when it wants to.
                }
            }
            write(out, "}");
            separator = ",";
        }
        write(out, "]}");
    }
    // snippet:end

    /** Names of topics and ids of techniques need no escaping. */
    private static void write(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }
}
