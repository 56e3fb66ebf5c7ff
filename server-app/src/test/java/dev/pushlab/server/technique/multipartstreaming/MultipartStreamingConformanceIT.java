package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.mime.MalformedBodyException;
import dev.pushlab.protocol.mime.MultipartParser;
import dev.pushlab.protocol.mime.Part;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.HttpWire;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Without envelopes: data as it is, what it is called in headers. */
class MultipartStreamingConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer stream = wire.get("/topics/" + topic.name() + "/multipart-streaming?after=" + after);
        String boundary = MultipartParser.boundary(stream.header("content-type"))
                .orElseThrow(() -> new IOException("no boundary"));
        List<Part> parts = new ArrayList<>();
        MultipartParser parser = new MultipartParser(boundary, parts::add);
        byte[] bytes = new byte[4096];
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                parts.clear();
                int count = stream.body().read(bytes);
                if (count < 0) {
                    throw new EOFException();
                }
                List<Arrival> arrivals = new ArrayList<>();
                try {
                    parser.feed(ByteBuffer.wrap(bytes, 0, count));
                    for (Part part : parts) {
                        arrivals.add(arrival(part));
                    }
                } catch (MalformedBodyException e) {
                    throw new IOException(e);
                }
                return arrivals;
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }

    private static Arrival arrival(Part part) throws MalformedBodyException {
        String kind = part.header("Pushlab-Part").orElse("event");
        if (kind.equals("heartbeat")) {
            return new Arrival.SignOfLife();
        }
        EventId id = EventId.parse(part.header("Event-Id").orElseThrow());
        return switch (kind) {
            case "event" -> {
                boolean binary = part.header("Content-Type").orElse("").equals("application/octet-stream");
                Payload data = binary ? Payload.binary(part.content()) : Payload.text(part.text());
                yield new Arrival.Delivered(id, part.header("Event-Type").orElse(""), data);
            }
            case "start" -> new Arrival.Standing(id);
            case "gap" -> new Arrival.Missed(id);
            default -> throw new IllegalStateException(kind);
        };
    }
}
