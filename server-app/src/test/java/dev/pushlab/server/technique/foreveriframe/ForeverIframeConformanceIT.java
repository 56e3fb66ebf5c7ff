package dev.pushlab.server.technique.foreveriframe;

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

class ForeverIframeConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer document = wire.get("/topics/" + topic.name() + "/forever-iframe?callback=call&after=" + after);
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                String line = document.line();
                int call = line.indexOf("parent.call(");
                return line.startsWith("<script nonce=\"")
                        ? Envelopes.message(
                                Envelopes.json(line.substring(call + 12, line.length() - ");</script>".length())))
                        : List.of();
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }
}
