package dev.pushlab.server.technique.xhrstreaming;

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

class XhrStreamingConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer stream = wire.get("/topics/" + topic.name() + "/xhr-streaming?after=" + after);
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                String line = stream.line();
                return line.isEmpty() ? List.of(new Arrival.SignOfLife()) : Envelopes.message(Envelopes.json(line));
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }
}
