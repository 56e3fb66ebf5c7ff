package dev.pushlab.server.technique.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.StrictJson;
import java.util.Base64;
import java.util.Optional;

/**
 * What a client may say in JSON: an object with {@code publish}, {@code ack}, {@code token}, {@code ping} or {@code
 * inspect}, of which one is there.
 *
 * @param key under which to publish; only with {@code publish}, and not necessarily there
 * @param request repeated in the answer; empty if it has none
 */
record ClientMessage(
        Optional<EventDraft> publish,
        Optional<String> key,
        Optional<EventId> ack,
        Optional<String> token,
        Optional<String> ping,
        Optional<Probe> probe,
        Optional<Long> request) {
    /** As much as fits a ping of the protocol. */
    private static final int MAX_PING = 125;

    private static ClientMessage of(EventDraft draft, Optional<String> key, Optional<Long> request) {
        return new ClientMessage(
                Optional.of(draft),
                key,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                request);
    }

    private static ClientMessage of(EventId ack, String token, String ping, Probe probe, Optional<Long> request) {
        return new ClientMessage(
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(ack),
                Optional.ofNullable(token),
                Optional.ofNullable(ping),
                Optional.ofNullable(probe),
                request);
    }

    /**
     * Reads a message.
     *
     * @throws Refused naming what is wrong, with the number of the request if it could be read
     */
    static ClientMessage parse(String text) {
        JsonNode message;
        try {
            message = StrictJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused(new ProblemException(Problem.Reason.MALFORMED_REQUEST, "JSON"), Optional.empty());
        }
        Optional<Long> request = Optional.ofNullable(message.get("request"))
                .filter(number -> number.isIntegralNumber() && number.canConvertToLong())
                .map(JsonNode::asLong);
        try {
            if (message.has("publish")) {
                JsonNode publish = message.get("publish");
                Optional<String> key = publish.has("key") ? Optional.of(text(publish, "key", null)) : Optional.empty();
                return of(draft(publish), key, request);
            }
            if (message.has("ack")) {
                return of(EventId.parse(text(message, "ack", null)), null, null, null, request);
            }
            if (message.has("token")) {
                return of(null, text(message, "token", null), null, null, request);
            }
            if (message.has("ping")) {
                return of(null, null, ping(message), null, request);
            }
            if (message.has("inspect")) {
                return of(null, null, null, Probe.of(message), request);
            }
        } catch (RuntimeException e) {
            throw new Refused(e, request);
        }
        throw new Refused(
                new ProblemException(Problem.Reason.INVALID_PARAMETER, "message", "publish, ack, token, ping"),
                request);
    }

    private static String ping(JsonNode message) {
        String text = text(message, "ping", null);
        if (text.length() > MAX_PING) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "ping", "0–" + MAX_PING);
        }
        return text;
    }

    /** A message that cannot be understood. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Long> request;

        Refused(RuntimeException why, Optional<Long> request) {
            super(why);
            this.request = request;
        }

        Optional<Long> request() {
            return request;
        }
    }

    private static EventDraft draft(JsonNode publish) {
        String type = text(publish, "type", "");
        String data = text(publish, "data", null);
        String encoding = text(publish, "encoding", "");
        if (encoding.equals("base64")) {
            try {
                byte[] bytes = Base64.getDecoder().decode(data);
                return EventDraft.of(type, text(publish, "contentType", EventDraft.BINARY), bytes);
            } catch (IllegalArgumentException e) {
                throw e instanceof InvalidEventException
                        ? e
                        : new ProblemException(Problem.Reason.INVALID_PARAMETER, "data", "base64");
            }
        }
        if (!encoding.isEmpty()) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "encoding", "base64");
        }
        // JSON can name half a character, which has no UTF-8: refused here, or it would become a question mark.
        byte[] bytes = Payload.text(data).toBytes();
        return EventDraft.of(type, text(publish, "contentType", EventDraft.TEXT), bytes);
    }

    static String text(JsonNode object, String name, String otherwise) {
        JsonNode value = object.get(name);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null || !value.isTextual()) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, name, "string");
        }
        return value.textValue();
    }
}
