package dev.pushlab.server.technique.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a client that looks at its own connection asks for.
 *
 * @param code of a close frame; 0 for what closes nothing
 * @param reason of a close frame; empty if it gives none
 */
record Probe(Kind kind, int code, String reason) {
    enum Kind {
        /** The bytes of the handshake. */
        HANDSHAKE,
        /** The last frames. */
        FRAMES,
        /** A ping of the protocol, and how long its pong took. */
        PING,
        /** A close frame of this code. */
        CLOSE,
        /** The end of the TCP connection without any close frame. */
        CUT
    }

    /** What a control frame carries at most, less the two bytes of the code (RFC 6455 §5.5). */
    private static final int MAX_REASON = 123;

    private static final int LAST_CODE = 4999;

    private static final String KINDS = "handshake, frames, ping, close, cut";

    /** @throws ProblemException naming what is wrong */
    static Probe of(JsonNode message) {
        Kind kind = kind(ClientMessage.text(message, "inspect", null));
        if (kind != Kind.CLOSE) {
            return new Probe(kind, 0, "");
        }
        JsonNode number = message.get("code");
        int code = number != null && number.isInt() ? number.intValue() : 0;
        // 1005, 1006 and 1015 are words of the API for closes without a code: no frame may say them (§7.4.1).
        if (code < 0 || code > LAST_CODE || !WebSocketCloseStatus.isValidStatusCode(code)) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "code", "1000–1003, 1007–1014, 3000–4999");
        }
        String reason = ClientMessage.text(message, "reason", "");
        if (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "reason", "0–" + MAX_REASON);
        }
        return new Probe(kind, code, reason);
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "inspect", KINDS);
    }
}
