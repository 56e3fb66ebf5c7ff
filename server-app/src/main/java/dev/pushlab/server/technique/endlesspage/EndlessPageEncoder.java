package dev.pushlab.server.technique.endlesspage;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStream;
import dev.pushlab.server.technique.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

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
 *
 * @param beginning the page up to where events go
 */
record EndlessPageEncoder(String beginning, ScriptedDocument document) implements ScriptedStream {
    private static final String FUNCTION = "push";

    @Override
    public void encodeBeginning(ByteBuf out) {
        ByteBufUtil.writeUtf8(out, beginning);
    }

    // snippet:begin encode
    @Override
    public void encode(Event event, ByteBuf out) {
        document.call(FUNCTION, json -> EventJson.write(event, json), out);
    }
    // snippet:end

    @Override
    public String function() {
        return FUNCTION;
    }
}
