package dev.pushlab.server.demonstration.serverrequestedreconnect;

import dev.pushlab.protocol.event.EventId;
import io.netty.buffer.ByteBuf;

/** Receives an event stream as a browser does: {@code Last-Event-ID}, and {@code retry}, which it obeys. */
final class SseVisitor extends Visitor {
    private static final int UNTIL_TOLD_MILLIS = 2_000;

    private boolean inHead;
    private String status;
    private String id;
    private String type;
    private boolean data;
    private long retry = UNTIL_TOLD_MILLIS;

    SseVisitor(Flock flock, EventId last) {
        super(flock, last);
    }

    @Override
    String request() {
        return "GET /topics/" + Flock.TOPIC + "/sse HTTP/1.1\r\n" + headers() + "Accept: text/event-stream\r\n"
                + "Last-Event-ID: " + last() + "\r\n\r\n";
    }

    @Override
    void begin() {
        inHead = true;
        status = null;
        clear();
    }

    private void clear() {
        id = null;
        type = "";
        data = false;
    }

    // snippet:begin client
    @Override
    boolean understand(ByteBuf bytes) {
        String line = line(bytes);
        if (line == null) {
            return false;
        }
        if (inHead) {
            head(line);
        } else if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("event: ")) {
            type = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = true;
        } else if (line.matches("retry: [0-9]{1,6}")) {
            retry = Long.parseLong(line.substring(7));
        }
        return true;
    }

    private void dispatch() {
        if (id != null) {
            // The first block of a stream says where it begins.
            isHere();
        }
        if (data && !type.equals("gap")) {
            event(EventId.parse(id));
        }
        clear();
    }
    // snippet:end

    private void head(String line) {
        if (status == null) {
            status = line;
        } else if (line.isEmpty()) {
            inHead = false;
            if (!status.startsWith("HTTP/1.1 200 ")) {
                hangUp();
            }
        }
    }

    @Override
    long pauseMillis() {
        return retry;
    }
}
