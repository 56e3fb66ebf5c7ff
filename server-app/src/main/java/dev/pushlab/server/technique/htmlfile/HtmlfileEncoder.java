package dev.pushlab.server.technique.htmlfile;

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
 * The document in the frame of an {@code htmlfile}. It begins with spaces, because Internet Explorer looked at the first 256
 * bytes of an answer before it did anything with it; then each script calls a function of the document around, with an
 * event or what {@link Streams} says:
 *
 * <pre>
 *   &lt;!doctype html>&lt;html>&lt;body>···
 *   &lt;script nonce="…">parent.callback({"subscribed":{…}});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"id":"12345:8",…,"data":"hello"});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"heartbeat":true});&lt;/script>
 *   &lt;script nonce="…">parent.callback({"ended":{"reason":"bound","last":"12345:8"}});&lt;/script>
 *   &lt;/body>&lt;/html>
 * </pre>
 *
 * @param callback a name that {@link dev.pushlab.server.technique.Scripts#callback} has let pass
 * @param padding how many spaces
 */
record HtmlfileEncoder(String callback, int padding, ScriptedDocument document) implements WireFormat {
    private static final String BEGINNING = "<!doctype html><html><body>";
    private static final String END = "</body></html>\n";

    /** The nonce is this answer's own. */
    @Override
    public boolean isShared() {
        return false;
    }

    // snippet:begin encode
    /** What comes before the first event. */
    void encodeOpening(Topic topic, EventId start, boolean recovered, Duration heartbeat, ByteBuf out) {
        ByteBufUtil.writeAscii(out, BEGINNING + " ".repeat(padding) + "\n");
        call(json -> Streams.subscribed(topic, start, recovered, heartbeat, "", json), out);
    }

    @Override
    public void encode(Event event, ByteBuf out) {
        call(json -> EventJson.write(event, json), out);
    }

    private void call(Consumer<ByteBuf> json, ByteBuf out) {
        document.call("parent." + callback, json, out);
    }
    // snippet:end

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        call(json -> Streams.gap(gap, json), out);
    }

    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        call(json -> Streams.ended(Streams.word(ending), json), out);
        ByteBufUtil.writeAscii(out, END);
        return true;
    }

    void encodeHeartbeat(ByteBuf out) {
        call(Streams::heartbeat, out);
    }

    void encodeEnd(String reason, EventId last, ByteBuf out) {
        call(json -> Streams.ended(reason, last, json), out);
        ByteBufUtil.writeAscii(out, END);
    }
}
