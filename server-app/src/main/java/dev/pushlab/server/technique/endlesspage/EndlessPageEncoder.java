package dev.pushlab.server.technique.endlesspage;

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
 * What drips into the page behind its beginning: calls of a function of its own ({@code document.js}), with a JSON object
 * that is an event or one of those of {@link Streams}:
 *
 * <pre>
 *   &lt;script nonce="…">push({"subscribed":{…}});&lt;/script>
 *   &lt;script nonce="…">push({"id":"12345:8",…,"data":"hello"});&lt;/script>
 *   &lt;script nonce="…">push({"heartbeat":true});&lt;/script>
 *   &lt;script nonce="…">push({"ended":{"reason":"bound","last":"12345:8"}});&lt;/script>
 *   &lt;/body>&lt;/html>
 * </pre>
 */
record EndlessPageEncoder(ScriptedDocument document) implements WireFormat {
    private static final String FUNCTION = "push";
    private static final String END = "</body></html>\n";

    /** The nonce is this answer's own. */
    @Override
    public boolean isShared() {
        return false;
    }

    // snippet:begin encode
    @Override
    public void encode(Event event, ByteBuf out) {
        push(json -> EventJson.write(event, json), out);
    }

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        push(json -> Streams.gap(gap, json), out);
    }

    /** Told to go on after the last event, the page loads itself again. */
    void encodeEnd(String reason, EventId last, ByteBuf out) {
        push(json -> Streams.ended(reason, last, json), out);
        ByteBufUtil.writeAscii(out, END);
    }

    private void push(Consumer<ByteBuf> json, ByteBuf out) {
        document.call(FUNCTION, json, out);
    }
    // snippet:end

    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        push(json -> Streams.ended(Streams.word(ending), json), out);
        ByteBufUtil.writeAscii(out, END);
        return true;
    }

    /** @param beginning the page up to where events go */
    void encodeOpening(
            String beginning, Topic topic, EventId start, boolean recovered, Duration heartbeat, ByteBuf out) {
        ByteBufUtil.writeUtf8(out, beginning);
        push(json -> Streams.subscribed(topic, start, recovered, heartbeat, "", json), out);
    }

    /** As a call too, so that the page notices when there is none. */
    void encodeHeartbeat(ByteBuf out) {
        push(Streams::heartbeat, out);
    }
}
