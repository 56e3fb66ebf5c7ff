package dev.pushlab.server.technique.sse;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Envelopes;
import dev.pushlab.server.conformance.HttpWire;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import java.io.IOException;
import java.util.List;

class SseConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer stream =
                wire.get("/topics/" + topic.name() + "/sse?envelope=json&after=" + after, "Accept: text/event-stream");
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                String event = "";
                String data = "";
                boolean comment = false;
                for (String line = stream.line(); !line.isEmpty(); line = stream.line()) {
                    event = line.startsWith("event: ") ? line.substring(7) : event;
                    data = line.startsWith("data: ") ? line.substring(6) : data;
                    comment |= line.startsWith(":");
                }
                return switch (event) {
                    case "subscribed" ->
                        List.of(new Arrival.Standing(
                                EventId.parse(Envelopes.json(data).get("start").asText())));
                    case "gap" ->
                        List.of(new Arrival.Missed(EventId.parse(
                                Envelopes.json(data).get("resumed").asText())));
                    default ->
                        data.isEmpty()
                                ? comment ? List.of(new Arrival.SignOfLife()) : List.of()
                                : List.of(Envelopes.event(Envelopes.json(data)));
                };
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }
}
