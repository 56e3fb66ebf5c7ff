package dev.pushlab.server.technique.multipartstreaming;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pushlab.protocol.event.Event;
import java.io.IOException;
import java.util.Locale;

/**
 * What a chart shows of an event.
 *
 * @param series which line it belongs to, at most 8 characters of {@code A-Z 0-9 . -}
 * @param value finite
 */
record Reading(String series, double value) {
    private static final int LONGEST_DATA = 4 << 10;
    private static final int LONGEST_NAME = 8;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Data that is a JSON number is that value, of the series that the event's type names. Of a JSON object it is the first
     * number, of the series that the first string names. Of everything else it is the size in bytes.
     */
    static Reading of(Event event) {
        int size = event.payload().size();
        if (event.payload().isText() && size <= LONGEST_DATA) {
            try (JsonParser parser = JSON.createParser(event.payload().toBytes())) {
                Reading found = read(parser, event.type());
                if (found != null) {
                    return found;
                }
            } catch (IOException e) {
                // Not JSON.
            }
        }
        return new Reading("BYTES", size);
    }

    private static Reading read(JsonParser parser, String type) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != null && token.isNumeric()) {
            double value = parser.getDoubleValue();
            return parser.nextToken() == null ? finite(type, value) : null;
        }
        if (token != JsonToken.START_OBJECT) {
            return null;
        }
        String series = null;
        Double value = null;
        for (token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING && series == null) {
                series = parser.getText();
            } else if (token != null && token.isNumeric() && value == null) {
                value = parser.getDoubleValue();
            } else {
                parser.skipChildren();
            }
        }
        return token != JsonToken.END_OBJECT || value == null ? null : finite(series == null ? type : series, value);
    }

    private static Reading finite(String series, double value) {
        return Double.isFinite(value) ? new Reading(name(series), value) : null;
    }

    private static String name(String text) {
        StringBuilder name = new StringBuilder();
        for (char c : text.toUpperCase(Locale.ROOT).toCharArray()) {
            if (name.length() < LONGEST_NAME && Glyphs.has(c)) {
                name.append(c);
            }
        }
        return name.toString();
    }
}
