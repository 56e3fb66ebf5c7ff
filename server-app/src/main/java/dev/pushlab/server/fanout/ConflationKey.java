package dev.pushlab.server.fanout;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Of which kind an event is.
 *
 * @param pointer a JSON Pointer (RFC 6901) into the data; null: by type alone
 */
record ConflationKey(String pointer) {
    private static final JsonMapper JSON = new JsonMapper();
    /** What is longer is replaced by its hash, so that kinds take little memory whatever the data is. */
    private static final int LONGEST = 128;

    /** Data that is not JSON, or has nothing at that place, is of the kind of its type. */
    String of(Event event) {
        if (pointer != null && event.payload().isText()) {
            try {
                JsonNode node = JSON.readTree(event.payload().toBytes());
                JsonNode value = node == null ? null : node.at(JsonPointer.compile(pointer));
                if (value != null && !value.isMissingNode()) {
                    return "value " + shortened(value.toString());
                }
            } catch (IOException e) {
                // Not JSON.
            }
        }
        return "type " + event.type();
    }

    private static String shortened(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return "SHA-256 " + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
