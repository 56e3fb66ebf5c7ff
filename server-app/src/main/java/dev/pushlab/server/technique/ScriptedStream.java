package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a {@link ScriptedDocument} says from its first byte to its last: after a beginning of its own it calls one function
 * again and again, with a JSON object that is an event or one of those of {@link Streams}:
 *
 * <pre>
 *   &lt;!doctype html>…&lt;body>
 *   &lt;script nonce="…">FUNCTION({"subscribed":{…}});&lt;/script>
 *   &lt;script nonce="…">FUNCTION({"id":"12345:8",…,"data":"hello"});&lt;/script>
 *   &lt;script nonce="…">FUNCTION({"heartbeat":true});&lt;/script>
 *   &lt;script nonce="…">FUNCTION({"ended":{"reason":"bound","last":"12345:8"}});&lt;/script>
 *   &lt;/body>&lt;/html>
 * </pre>
 */
public interface ScriptedStream extends WireFormat {
    /** Where the scripts are. */
    ScriptedDocument document();

    /** The name by which a script of the document has the function: one of the room's, or one that {@link Scripts#callback} let pass. */
    String function();

    /** Appends the document up to where its scripts go. */
    void encodeBeginning(ByteBuf out);

    /** The nonce is this answer's own. */
    @Override
    default boolean isShared() {
        return false;
    }

    /**
     * Appends what comes before the first event.
     *
     * @param heartbeat how often there is a sign of life
     * @param stream the id by which the stream can be ended over another connection; empty if it has none
     */
    default void encodeOpening(
            Topic topic, EventId start, boolean recovered, Duration heartbeat, String stream, ByteBuf out) {
        encodeBeginning(out);
        call(json -> Streams.subscribed(topic, start, recovered, heartbeat, stream, json), out);
    }

    @Override
    default void encodeGap(Gap gap, ByteBuf out) {
        call(json -> Streams.gap(gap, json), out);
    }

    /** As a call too, so that whoever is called notices when there is none. */
    default void encodeHeartbeat(ByteBuf out) {
        call(Streams::heartbeat, out);
    }

    @Override
    default boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        call(json -> Streams.ended(Streams.word(ending), json), out);
        ScriptedDocument.end(out);
        return true;
    }

    /** Appends what comes last of all if the client is to go on after the last event by another stream. */
    default void encodeEnd(String reason, EventId last, ByteBuf out) {
        call(json -> Streams.ended(reason, last, json), out);
        ScriptedDocument.end(out);
    }

    /** Appends a call, in a script element. */
    private void call(Consumer<ByteBuf> json, ByteBuf out) {
        document().call(function(), json, out);
    }
}
