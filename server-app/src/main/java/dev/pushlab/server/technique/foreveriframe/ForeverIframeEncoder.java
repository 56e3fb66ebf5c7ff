package dev.pushlab.server.technique.foreveriframe;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The document in the frame. Each of its scripts calls one function of the page around, with a JSON object that is an event
 * or one of those of {@link Streams}:
 *
 * <pre>
 *   &lt;!doctype html>…&lt;body>
 *   &lt;script nonce="…">parent.callback({"subscribed":{…,"stream":"…"}});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"id":"12345:8",…,"data":"hello"});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"heartbeat":true});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"ended":{"reason":"bound","last":"12345:8"}});&lt;/script>
 *   &lt;/body>&lt;/html>
 * </pre>
 *
 * @param callback a name that {@link dev.pushlab.server.technique.Scripts#callback} has let pass
 */
record ForeverIframeEncoder(String callback, ScriptedDocument document) implements WireFormat {
    private static final String BEGINNING =
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>forever</title></head>\n<body>\n";
    private static final String END = "</body></html>\n";

    /** The nonce is this answer's own. */
    @Override
    public boolean isShared() {
        return false;
    }

    // snippet:begin encode
    @Override
    public void encode(Event event, ByteBuf out) {
        call(json -> EventJson.write(event, json), out);
    }

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        call(json -> Streams.gap(gap, json), out);
    }

    private void call(Consumer<ByteBuf> json, ByteBuf out) {
        document.call("parent." + callback, json, out);
    }
    // snippet:end

    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        call(json -> Streams.ended(Streams.word(ending), json), out);
        ByteBufUtil.writeAscii(out, END);
        return true;
    }

    /** @param stream the id by which the stream can be ended over another connection */
    void encodeOpening(Topic topic, EventId start, boolean recovered, Duration heartbeat, String stream, ByteBuf out) {
        ByteBufUtil.writeAscii(out, BEGINNING);
        call(json -> Streams.subscribed(topic, start, recovered, heartbeat, stream, json), out);
    }

    /** As a call too, so that the page around notices when there is none. */
    void encodeHeartbeat(ByteBuf out) {
        call(Streams::heartbeat, out);
    }

    void encodeEnd(String reason, EventId last, ByteBuf out) {
        call(json -> Streams.ended(reason, last, json), out);
        ByteBufUtil.writeAscii(out, END);
    }
}
