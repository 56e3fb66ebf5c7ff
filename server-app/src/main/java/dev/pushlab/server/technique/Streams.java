package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;

/**
 * What the techniques have in common whose answer does not end: its head, and what it says beside events, one JSON object
 * each. They are those of the WebSocket subprotocol, where it has them:
 *
 * <pre>
 *   {"subscribed":{"topic":"news","start":"12345:7","recovered":true,"heartbeat":15000}}
 *   {"gap":{"topic":"news","requested":"12345:7","resumed":"12345:90"}}
 *   {"heartbeat":true}
 *   {"ended":{"reason":"too-slow"}}
 *   {"ended":{"reason":"bound","last":"12345:91"}}
 * </pre>
 *
 * <p>None of their first members is one of an event's.
 */
public final class Streams {
    /** Whether nothing was lost since the id that was asked for: told before anything has happened. */
    private static final String RECOVERED = "pushlab-recovered";

    private Streams() {}

    /**
     * The head of an answer without end. Its body is delimited by the end of the connection (RFC 9112 §6.3 rule 8), so an
     * event costs no bytes of chunking.
     */
    public static HttpResponse head(String contentType, FanoutSubscription subscription) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                // Understood by nginx, which would otherwise collect the answer before it passes it on.
                .set("X-Accel-Buffering", "no")
                .set(RECOVERED, String.valueOf(subscription.recovered()));
        return head;
    }

    /**
     * Appends what a stream begins with.
     *
     * @param heartbeat how often there is a sign of life if nothing else comes; written in milliseconds
     * @param stream the id by which the stream can be ended; empty if it has none
     */
    public static void subscribed(
            Topic topic, EventId start, boolean recovered, Duration heartbeat, String stream, ByteBuf out) {
        ByteBufUtil.writeAscii(
                out,
                "{\"subscribed\":{\"topic\":\"" + topic.name() + "\",\"start\":\"" + start + "\",\"recovered\":"
                        + recovered + ",\"heartbeat\":" + heartbeat.toMillis());
        if (!stream.isEmpty()) {
            ByteBufUtil.writeAscii(out, ",\"stream\":\"" + stream + "\"");
        }
        ByteBufUtil.writeAscii(out, "}}");
    }

    /** Appends what tells of lost history. */
    public static void gap(Gap gap, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"gap\":");
        EventJson.write(gap, out);
        out.writeByte('}');
    }

    /** Appends a sign of life, where it has to be a message. */
    public static void heartbeat(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"heartbeat\":true}");
    }

    /** Appends why the server ends the stream: a word of lower case letters and hyphens. */
    public static void ended(String reason, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"ended\":{\"reason\":\"" + reason + "\"}}");
    }

    /** The word for it. */
    public static String word(Ending ending) {
        return switch (ending) {
            case TOO_SLOW -> "too-slow";
            case TAKEN_OVER -> "taken-over";
            case DELETED -> "deleted";
        };
    }

    /** The same, with the last event that was written before. */
    public static void ended(String reason, EventId last, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"ended\":{\"reason\":\"" + reason + "\",\"last\":\"" + last + "\"}}");
    }
}
