package dev.pushlab.server.technique.shortpolling;

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
import java.util.List;
import java.util.concurrent.locks.LockSupport;

class ShortPollingConformanceIT extends RoomConformance {
    private static final long INTERVAL_NANOS = 20_000_000;

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.httpAddress(), after) {
            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                List<Arrival> arrivals = Envelopes.answer(
                        Envelopes.json(http.get("/topics/" + topic.name() + "/short-polling?after=" + position)
                                .text()));
                if (arrivals.stream().noneMatch(Arrival.Delivered.class::isInstance)) {
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
                return arrivals;
            }
        };
    }
}
