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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

class WebSocketConformanceIT extends RoomConformance {
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final byte[] EMPTY_MASKED_PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    /** What the address asks for beside the position. */
    protected String wishes() {
        return "";
    }

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        HttpWire wire = new HttpWire(server.httpAddress());
        HttpWire.Answer handshake = wire.get(
                "/topics/" + topic.name() + "/websocket?after=" + after + wishes(),
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        if (handshake.status() != 101) {
            throw new IOException(handshake.text());
        }
        return new Receiver() {
            private final ByteArrayOutputStream message = new ByteArrayOutputStream();
            private boolean compressed;

            @Override
            public List<Arrival> receive() throws IOException {
                // RFC 6455 §5.2: from a server, so without a mask.
                int first = wire.read(1)[0] & 0xff;
                int length = wire.read(1)[0];
                if (length == 126) {
                    length = ByteBuffer.wrap(wire.read(2)).getShort() & 0xffff;
                } else if (length == 127) {
                    length = (int) ByteBuffer.wrap(wire.read(8)).getLong();
                }
                byte[] data = wire.read(length);
                int opcode = first & 0x0f;
                if (opcode == PING) {
                    wire.write(EMPTY_MASKED_PONG);
                    return List.of(new Arrival.SignOfLife());
                } else if (opcode != TEXT && opcode != CONTINUATION) {
                    throw new IOException("a frame that begins with " + Integer.toHexString(first));
                }
                if (opcode == TEXT) {
                    message.reset();
                    compressed = (first & RSV1) != 0;
                }
                message.writeBytes(data);
                return (first & FIN) == 0 ? List.of() : List.of(arrival(text(message.toByteArray(), compressed)));
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }

    private static Arrival arrival(String text) throws IOException {
        JsonNode json = Envelopes.json(text);
        if (json.has("subscribed")) {
            return new Arrival.Standing(
                    EventId.parse(json.get("subscribed").get("start").asText()));
        } else if (json.has("gap")) {
            return new Arrival.Missed(
                    EventId.parse(json.get("gap").get("resumed").asText()));
        }
        return Envelopes.event(json);
    }

    /** RFC 7692 §7.2.2, with an inflater for each message: nothing is taken over from the one before. */
    private static String text(byte[] message, boolean compressed) throws IOException {
        if (!compressed) {
            return new String(message, StandardCharsets.UTF_8);
        }
        byte[] whole = Arrays.copyOf(message, message.length + 4);
        whole[message.length + 2] = -1;
        whole[message.length + 3] = -1;
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(whole);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            for (int made = inflater.inflate(piece); made > 0; made = inflater.inflate(piece)) {
                out.write(piece, 0, made);
            }
            return out.toString(StandardCharsets.UTF_8);
        } catch (DataFormatException e) {
            throw new IOException(e);
        } finally {
            inflater.end();
        }
    }
}
