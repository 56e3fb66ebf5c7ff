package dev.pushlab.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the JSON that most techniques carry, with a parser that is not ours. */
public final class Envelopes {
    private static final JsonMapper JSON = new JsonMapper();

    private Envelopes() {}

    public static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** An event as {@code EventJson} writes it. */
    public static Arrival event(JsonNode json) {
        String data = json.get("data").asText();
        boolean binary = json.has("encoding");
        return new Arrival.Delivered(
                EventId.parse(json.get("id").asText()),
                json.get("type").asText(),
                binary ? Payload.binary(Base64.getDecoder().decode(data)) : Payload.text(data));
    }

    /** The answer to a poll: {@code {"events":[…],"last":"…","gap":…}}. */
    public static List<Arrival> answer(JsonNode json) {
        EventId last = EventId.parse(json.get("last").asText());
        List<Arrival> arrivals = new ArrayList<>();
        json.get("events").forEach(event -> arrivals.add(event(event)));
        if (json.get("gap").asBoolean()) {
            // The envelope says that there is one and not from where on: the first event does, or the end.
            EventId resumed = arrivals.isEmpty() ? last : before(((Arrival.Delivered) arrivals.get(0)).id());
            arrivals.add(0, new Arrival.Missed(resumed));
        }
        if (arrivals.isEmpty()) {
            arrivals.add(new Arrival.SignOfLife());
        }
        arrivals.add(new Arrival.Standing(last));
        return arrivals;
    }

    private static EventId before(EventId id) {
        return new EventId(id.epoch(), id.offset() - 1);
    }
}
