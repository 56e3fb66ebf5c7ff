package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What conflation costs for each event: the history looked through once, for all slow subscribers of an event loop. */
@State(Scope.Thread)
public class ConflationBenchmark {
    private static final int EVENTS = 1_000;
    private static final int KINDS = 50;

    /** A JSON Pointer to what makes the kind, or nothing for the event's type. */
    @Param({"", "/symbol"})
    public String conflateBy;

    private Hub hub;
    private ConflationKey key;
    private ConflationIndex index;
    private Subscription reader;

    @Setup
    public void publish() {
        hub = new Hub(new HubOptions(8, EVENTS, 8L << 20), 41, Clock.systemUTC());
        Topic topic = new Topic("stocks");
        for (int i = 0; i < EVENTS; i++) {
            String kind = "S" + i % KINDS;
            byte[] data = ("{\"symbol\":\"" + kind + "\",\"price\":43.67}").getBytes(StandardCharsets.US_ASCII);
            hub.publish(topic, EventDraft.of(kind, EventDraft.JSON, data))
                    .toCompletableFuture()
                    .join();
        }
        reader = hub.subscribe(topic, Position.EARLIEST, () -> {});
        key = new ConflationKey(conflateBy.isEmpty() ? null : conflateBy);
        index = new ConflationIndex(reader);
    }

    @TearDown
    public void close() {
        reader.close();
        hub.close();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long index() {
        index.clear();
        long before;
        do {
            before = index.to();
            index.extend(0, key);
        } while (index.to() != before && index.to() < EVENTS);
        return index.to();
    }
}
