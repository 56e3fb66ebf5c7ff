package dev.pushlab.server.demonstration.serverrequestedreconnect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Receives by WebSocket (RFC 6455), as much of it as a server uses that sends short messages. */
final class WebSocketVisitor extends Visitor {
    /** When the connection broke. */
    private static final int BROKEN_MILLIS = 1_000;

    /** When the server has asked for it. */
    private static final int ASKED_MILLIS = 100;

    private static final int SERVICE_RESTART = 1012;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private boolean inHead;
    private String status;
    private long pause = BROKEN_MILLIS;

    WebSocketVisitor(Flock flock, EventId last) {
        super(flock, last);
    }

    @Override
    String request() {
        return "GET /topics/" + Flock.TOPIC + "/websocket?after=" + last() + " HTTP/1.1\r\n" + headers()
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    @Override
    void begin() {
        inHead = true;
        status = null;
        pause = BROKEN_MILLIS;
    }

    @Override
    boolean understand(ByteBuf bytes) {
        if (inHead) {
            return head(line(bytes));
        }
        int start = bytes.readerIndex();
        if (bytes.readableBytes() < 2) {
            return false;
        }
        int opcode = bytes.readUnsignedByte() & 0xF;
        int length = bytes.readUnsignedByte();
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (bytes.readableBytes() < more) {
            bytes.readerIndex(start);
            return false;
        }
        long size = more == 0 ? length : more == 2 ? bytes.readUnsignedShort() : bytes.readLong();
        if (bytes.readableBytes() < size) {
            bytes.readerIndex(start);
            return false;
        }
        frame(opcode, bytes.readSlice((int) size));
        return true;
    }

    private boolean head(String line) {
        if (line == null) {
            return false;
        }
        if (status == null) {
            status = line;
        } else if (line.isEmpty()) {
            inHead = false;
            if (!status.startsWith("HTTP/1.1 101 ")) {
                hangUp();
            }
        }
        return true;
    }

    private void frame(int opcode, ByteBuf content) {
        switch (opcode) {
            case TEXT -> message(content.toString(StandardCharsets.UTF_8));
            case PING -> answer(PONG, content);
            case CLOSE -> {
                boolean asked = content.readableBytes() >= 2
                        && content.getUnsignedShort(content.readerIndex()) == SERVICE_RESTART;
                pause = asked ? ASKED_MILLIS : BROKEN_MILLIS;
                answer(CLOSE, content);
            }
            default -> {
                // Nothing that this server sends.
            }
        }
    }

    private void message(String json) {
        try {
            JsonNode message = StrictJson.MAPPER.readTree(json);
            if (message.has("subscribed")) {
                isHere();
            } else if (message.has("id")) {
                event(EventId.parse(message.path("id").asText()));
            }
        } catch (JsonProcessingException e) {
            hangUp();
        }
    }

    /** With a mask of zeros, which leaves the content as it is: what is sent here reaches no proxy (RFC 6455 §10.3). */
    private void answer(int opcode, ByteBuf content) {
        int size = Math.min(125, content.readableBytes());
        say(Unpooled.buffer(6 + size)
                .writeByte(0x80 | opcode)
                .writeByte(0x80 | size)
                .writeInt(0)
                .writeBytes(content, content.readerIndex(), size));
    }

    @Override
    long pauseMillis() {
        return pause;
    }
}
