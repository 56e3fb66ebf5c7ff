package dev.pushlab.server.demonstration.serverrequestedreconnect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks by long polling, over one connection as long as that lasts. */
final class PollVisitor extends Visitor {
    /** After an answer behind which the connection ended, it asks again at once; after none, a little later. */
    private static final int PAUSE_MILLIS = 500;

    private static final int WAIT_SECONDS = 20;

    private String status;
    private int length;
    private boolean inBody;
    private boolean answered;

    PollVisitor(Flock flock, EventId last) {
        super(flock, last);
    }

    @Override
    String request() {
        // It is here as soon as it asks: what happens from now on comes with the answer.
        isHere();
        return "GET /topics/" + Flock.TOPIC + "/long-polling?wait=" + WAIT_SECONDS + "&after=" + last()
                + " HTTP/1.1\r\n" + headers() + "\r\n";
    }

    @Override
    void begin() {
        status = null;
        length = 0;
        inBody = false;
        answered = false;
    }

    @Override
    boolean understand(ByteBuf bytes) {
        if (inBody) {
            if (bytes.readableBytes() < length) {
                return false;
            }
            if (take(bytes.readCharSequence(length, StandardCharsets.UTF_8).toString())) {
                begin();
                answered = true;
                say(request());
            } else {
                answered = false;
                hangUp();
            }
            return true;
        }
        String line = line(bytes);
        if (line == null) {
            return false;
        }
        if (status == null) {
            status = line;
        } else if (line.toLowerCase(Locale.ROOT).matches("content-length: [0-9]{1,7}")) {
            length = Integer.parseInt(line.substring(16));
        } else if (line.isEmpty()) {
            inBody = true;
        }
        return true;
    }

    private boolean take(String body) {
        if (status.startsWith("HTTP/1.1 204 ")) {
            return true;
        }
        try {
            for (JsonNode each : StrictJson.MAPPER.readTree(body).path("events")) {
                event(EventId.parse(each.path("id").asText()));
            }
            return status.startsWith("HTTP/1.1 200 ");
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    long pauseMillis() {
        return answered ? 0 : PAUSE_MILLIS;
    }
}
