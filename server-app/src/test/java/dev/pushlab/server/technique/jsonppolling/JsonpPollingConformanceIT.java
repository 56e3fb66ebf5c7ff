package dev.pushlab.server.technique.jsonppolling;

import static org.assertj.core.api.Assertions.assertThat;

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

class JsonpPollingConformanceIT extends RoomConformance {
    private static final long INTERVAL_NANOS = 20_000_000;

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.crossOriginAddress(), after) {
            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                String script = http.get("/topics/" + topic.name() + "/jsonp-polling?callback=a.b&after=" + position)
                        .text();
                assertThat(script).startsWith("/**/a.b(").endsWith(");");
                List<Arrival> arrivals =
                        Envelopes.answer(Envelopes.json(script.substring("/**/a.b(".length(), script.length() - 2)));
                if (arrivals.stream().noneMatch(Arrival.Delivered.class::isInstance)) {
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
                return arrivals;
            }
        };
    }
}
