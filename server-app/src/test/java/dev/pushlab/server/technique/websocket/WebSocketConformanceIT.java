package dev.pushlab.server.technique.websocket;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

class WebSocketConformanceIT extends RoomConformance {
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final byte[] EMPTY_MASKED_PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer handshake = wire.get(
                "/topics/" + topic.name() + "/websocket?after=" + after,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        if (handshake.status() != 101) {
            throw new IOException(handshake.text());
        }
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                // RFC 6455 §5.2: from a server, so without a mask.
                int opcode = wire.read(1)[0] & 0xff;
                int length = wire.read(1)[0];
                if (length == 126) {
                    length = ByteBuffer.wrap(wire.read(2)).getShort() & 0xffff;
                } else if (length == 127) {
                    length = (int) ByteBuffer.wrap(wire.read(8)).getLong();
                }
                byte[] data = wire.read(length);
                if (opcode == PING) {
                    wire.write(EMPTY_MASKED_PONG);
                    return List.of(new Arrival.SignOfLife());
                } else if (opcode != TEXT) {
                    throw new IOException("a frame that begins with " + Integer.toHexString(opcode));
                }
                JsonNode json = Envelopes.json(new String(data, StandardCharsets.UTF_8));
                if (json.has("subscribed")) {
                    return List.of(new Arrival.Standing(
                            EventId.parse(json.get("subscribed").get("start").asText())));
                } else if (json.has("gap")) {
                    return List.of(new Arrival.Missed(
                            EventId.parse(json.get("gap").get("resumed").asText())));
                }
                return List.of(Envelopes.event(json));
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }
}
