package dev.pushlab.server.technique.endlesspage;

import com.fasterxml.jackson.databind.JsonNode;
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

class EndlessPageConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Page(server, "/topics/" + topic.name() + "/endless-page?events=50&after=", after);
    }

    /** A page that loads itself again when the server has ended it, as often as it takes. */
    private static final class Page implements Receiver {
        private final PushlabServer server;
        private final String address;
        private HttpWire wire;
        private HttpWire.Answer document;

        Page(PushlabServer server, String address, Position after) throws IOException {
            this.server = server;
            this.address = address;
            load(after.toString());
        }

        private void load(String after) throws IOException {
            wire = new HttpWire(server.httpAddress());
            document = wire.get(address + after);
        }

        @Override
        public List<Arrival> receive() throws IOException {
            String line = document.line();
            if (!line.contains("\">push({")) {
                return List.of();
            }
            JsonNode message =
                    Envelopes.json(line.substring(line.indexOf("push(") + 5, line.length() - ");</script>".length()));
            if (message.has("ended")) {
                wire.close();
                load(message.at("/ended/last").asText());
                return List.of();
            }
            return Envelopes.message(message);
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
