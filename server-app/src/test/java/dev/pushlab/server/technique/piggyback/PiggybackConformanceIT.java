package dev.pushlab.server.technique.piggyback;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Envelopes;
import dev.pushlab.server.conformance.HttpWire;
import dev.pushlab.server.conformance.Polling;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Users who order something every now and then, and look at what comes along. */
class PiggybackConformanceIT extends RoomConformance {
    private static final long INTERVAL_NANOS = 20_000_000;
    private static final byte[] ORDER = "{\"item\":\"coffee\"}".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.httpAddress(), after) {
            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                String target = "/topics/" + topic.name() + "/piggyback?after=" + position;
                List<Arrival> arrivals = Envelopes.answer(Envelopes.json(
                                http.post(target, "application/json", ORDER).text())
                        .get("news"));
                if (arrivals.stream().noneMatch(Arrival.Delivered.class::isInstance)) {
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
                return arrivals;
            }
        };
    }
}
