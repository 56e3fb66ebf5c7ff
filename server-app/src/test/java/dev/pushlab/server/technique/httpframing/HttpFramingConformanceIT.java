package dev.pushlab.server.technique.httpframing;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** In all three framings, one client after the other; each asks again when its answer has ended. */
class HttpFramingConformanceIT extends RoomConformance {
    private static final List<String> FRAMINGS = List.of("chunked", "close", "length");

    private final AtomicInteger clients = new AtomicInteger();

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) {
        return new Client(server, topic, after, FRAMINGS.get(clients.getAndIncrement() % FRAMINGS.size()));
    }

    private static final class Client implements Receiver {
        private final PushlabServer server;
        private final Topic topic;
        private final String framing;
        private String after;
        private HttpWire wire;
        private HttpWire.Answer answer;
        private boolean asked;

        Client(PushlabServer server, Topic topic, Position after, String framing) {
            this.server = server;
            this.topic = topic;
            this.after = after.toString();
            this.framing = framing;
        }

        @Override
        public List<Arrival> receive() throws IOException {
            if (answer == null) {
                ask();
            }
            String line = line();
            if (line == null) {
                // Its time is over, or it has brought enough.
                answer = null;
                return List.of(new Arrival.SignOfLife());
            }
            Arrival arrival = arrival(Envelopes.json(line));
            return List.of(arrival);
        }

        private void ask() throws IOException {
            if (wire == null || framing.equals("close")) {
                close();
                wire = new HttpWire(server.httpAddress());
            }
            // The first question of an answer with a length is not to wait: it says where the topic stands.
            int wait = framing.equals("length") && !asked ? 0 : 1;
            asked = true;
            answer = wire.get("/topics/" + topic.name() + "/http-framing?events=20&framing=" + framing + "&wait=" + wait
                    + "&after=" + after);
        }

        /** Null at the end of the answer. */
        private String line() throws IOException {
            List<Byte> bytes = new ArrayList<>();
            for (int next = answer.body().read();
                    next != '\n';
                    next = answer.body().read()) {
                if (next < 0) {
                    return null;
                }
                bytes.add((byte) next);
            }
            byte[] line = new byte[bytes.size()];
            for (int i = 0; i < line.length; i++) {
                line[i] = bytes.get(i);
            }
            return new String(line, java.nio.charset.StandardCharsets.UTF_8);
        }

        private Arrival arrival(JsonNode line) {
            if (line.has("start")) {
                after = line.get("start").asText();
                return new Arrival.Standing(EventId.parse(after));
            }
            if (line.has("gap")) {
                after = line.get("gap").get("resumed").asText();
                return new Arrival.Missed(EventId.parse(after));
            }
            after = line.get("id").asText();
            return Envelopes.event(line);
        }

        @Override
        public void close() throws IOException {
            if (wire != null) {
                wire.close();
            }
        }
    }
}
