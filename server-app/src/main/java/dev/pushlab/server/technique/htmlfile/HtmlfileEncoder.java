package dev.pushlab.server.technique.htmlfile;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

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
record HtmlfileEncoder(String callback, int padding, ScriptedDocument document) implements ScriptedStream {
    private static final String BEGINNING = "<!doctype html><html><body>";

    // snippet:begin encode
    @Override
    public void encodeBeginning(ByteBuf out) {
        ByteBufUtil.writeAscii(out, BEGINNING + " ".repeat(padding) + "\n");
    }

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
