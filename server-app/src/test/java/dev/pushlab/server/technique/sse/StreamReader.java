package dev.pushlab.server.technique.sse;

import java.util.ArrayList;
import java.util.List;

/** Reads a whole event stream as WHATWG HTML §9.2.6, "Interpreting an event stream", has it: with none of our code. */
final class StreamReader {
    /** What would be dispatched. */
    record Message(String type, String data, String lastEventId) {}

    private final List<Message> dispatched = new ArrayList<>();
    private StringBuilder data = new StringBuilder();
    private String type = "";
    private String id = "";

    private StreamReader() {}

    static List<Message> read(String stream) {
        StreamReader reader = new StreamReader();
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                reader.line(text.substring(start, i));
                i += c == '\r' && text.startsWith("\n", i + 1) ? 1 : 0;
                start = i + 1;
            }
        }
        // A line without an end, and a block without a blank line behind it, are not taken.
        return reader.dispatched;
    }

    private void line(String line) {
        int colon = line.indexOf(':');
        if (line.isEmpty()) {
            dispatch();
        } else if (colon > 0) {
            String value = line.substring(colon + 1);
            field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        } else if (colon < 0) {
            field(line, "");
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> id = value.indexOf('\u0000') < 0 ? value : id;
            default -> {
                // "retry" changes a time; everything else is passed over.
            }
        }
    }

    private void dispatch() {
        if (data.length() > 0) {
            dispatched.add(new Message(type.isEmpty() ? "message" : type, data.substring(0, data.length() - 1), id));
        }
        data = new StringBuilder();
        type = "";
    }
}
