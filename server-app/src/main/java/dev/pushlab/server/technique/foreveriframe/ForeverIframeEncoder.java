package dev.pushlab.server.technique.foreveriframe;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

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
record ForeverIframeEncoder(String callback, ScriptedDocument document) implements ScriptedStream {
    private static final String BEGINNING =
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>forever</title></head>\n<body>\n";

    @Override
    public void encodeBeginning(ByteBuf out) {
        ByteBufUtil.writeAscii(out, BEGINNING);
    }

    // snippet:begin encode
    @Override
    public void encode(Event event, ByteBuf out) {
        document.call(function(), json -> EventJson.write(event, json), out);
    }

    @Override
    public String function() {
        return "parent." + callback;
    }
    // snippet:end
}
