package dev.pushlab.server.technique.longpolling;

import dev.pushlab.protocol.event.EventId;
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

class LongPollingConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.httpAddress(), after) {
            private int wait;

            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                // The first question says where the topic stands; only then is nothing missed between two questions.
                HttpWire.Answer answer =
                        http.get("/topics/" + topic.name() + "/long-polling?wait=" + wait + "&after=" + position);
                wait = 1;
                if (answer.status() == 204) {
                    EventId last = EventId.parse(answer.header("etag").replace("\"", ""));
                    return List.of(new Arrival.SignOfLife(), new Arrival.Standing(last));
                }
                return Envelopes.answer(Envelopes.json(answer.text()));
            }
        };
    }
}
