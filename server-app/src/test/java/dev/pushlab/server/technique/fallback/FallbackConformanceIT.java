package dev.pushlab.server.technique.fallback;

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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that negotiates, and goes on with the next transport after every few things that it heard. */
class FallbackConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Switching(server.httpAddress(), topic, after);
    }

    private static final class Switching implements Receiver {
        private static final int HEARD = 4;

        private final InetSocketAddress server;
        private final JsonNode transports;
        private String after;
        private int next;
        private int heard = HEARD;
        private HttpWire wire;
        private Reading reading;

        Switching(InetSocketAddress server, Topic topic, Position position) throws IOException {
            this.server = server;
            try (HttpWire negotiation = new HttpWire(server)) {
                JsonNode offer = Envelopes.json(negotiation
                        .get("/topics/" + topic.name() + "/fallback?after=" + position)
                        .text());
                transports = offer.get("transports");
                // What is lost is told by the transport that is asked for it.
                boolean recovered = offer.get("recovered").asBoolean();
                after = recovered ? offer.get("start").asText() : position.toString();
            }
            // Not all of those who read at the same time over the same one.
            next = Math.floorMod(System.identityHashCode(this), transports.size());
        }

        @Override
        public List<Arrival> receive() throws IOException {
            if (heard++ >= HEARD) {
                close();
                heard = 1;
                wire = new HttpWire(server);
                reading = open(transports.get(next++ % transports.size()));
            }
            List<Arrival> arrivals = reading.read();
            for (Arrival arrival : arrivals) {
                if (arrival instanceof Arrival.Delivered event) {
                    after = event.id().toString();
                } else if (arrival instanceof Arrival.Standing standing) {
                    after = standing.at().toString();
                } else if (arrival instanceof Arrival.Missed missed) {
                    after = missed.resumed().toString();
                }
            }
            return arrivals;
        }

        private Reading open(JsonNode transport) throws IOException {
            String url = transport.get("url").asText();
            return switch (transport.get("id").asText()) {
                case "websocket" -> webSocket(url);
                case "sse" -> sse(wire.get(url + "&after=" + after));
                case "xhr-streaming" -> lines(wire.get(url + "&after=" + after));
                default -> () -> poll(wire.get(url + "&wait=1&after=" + after));
            };
        }

        private Reading webSocket(String url) throws IOException {
            wire.get(
                    url + "&after=" + after,
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            return () -> {
                // RFC 6455 §5.2: whole, and without a mask. It is over before a pong is missed.
                boolean text = (wire.read(1)[0] & 0xff) == 0x81;
                int length = wire.read(1)[0];
                if (length == 126) {
                    length = ByteBuffer.wrap(wire.read(2)).getShort() & 0xffff;
                }
                String message = new String(wire.read(length), StandardCharsets.UTF_8);
                return text ? Envelopes.message(Envelopes.json(message)) : List.of(new Arrival.SignOfLife());
            };
        }

        private static Reading lines(HttpWire.Answer stream) {
            return () -> {
                String line = stream.line();
                return line.isEmpty() ? List.of(new Arrival.SignOfLife()) : Envelopes.message(Envelopes.json(line));
            };
        }

        private static Reading sse(HttpWire.Answer stream) {
            return () -> {
                String event = "";
                String data = "";
                for (String line = stream.line(); !line.isEmpty(); line = stream.line()) {
                    event = line.startsWith("event: ") ? line.substring(7) : event;
                    data = line.startsWith("data: ") ? line.substring(6) : data;
                }
                if (data.isEmpty()) {
                    return List.of(new Arrival.SignOfLife());
                }
                JsonNode json = Envelopes.json(data);
                return List.of(
                        switch (event) {
                            case "subscribed" ->
                                new Arrival.Standing(
                                        EventId.parse(json.get("start").asText()));
                            case "gap" ->
                                new Arrival.Missed(
                                        EventId.parse(json.get("resumed").asText()));
                            default -> Envelopes.event(json);
                        });
            };
        }

        private static List<Arrival> poll(HttpWire.Answer answer) throws IOException {
            if (answer.status() == 204) {
                EventId last = EventId.parse(answer.header("etag").replace("\"", ""));
                return List.of(new Arrival.SignOfLife(), new Arrival.Standing(last));
            }
            return Envelopes.answer(Envelopes.json(answer.text()));
        }

        @Override
        public void close() throws IOException {
            if (wire != null) {
                wire.close();
            }
        }
    }

    /** What comes next over one transport. */
    @FunctionalInterface
    private interface Reading {
        List<Arrival> read() throws IOException;
    }
}
