package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Text as markup that stands for it (HTML §13.1.2), and for nothing else. */
final class Html {
    /** How much of the data of an event a cell shows. */
    static final int SHOWN_CHARACTERS = 1_000;

    private static final int SHOWN_BYTES = 24;

    private Html() {}

    /** For texts and for attributes in double quotes. */
    static void escape(CharSequence text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isCharacter(c) ? c : '\ufffd');
            }
        }
    }

    static String escape(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        escape(text, out);
        return out.toString();
    }

    /**
     * Appends {@code <td class="data">…</td>} with the data of an event. What the text of a cell cannot be (bytes, control
     * characters, very long text) is in the attribute {@code data-base64} exactly, and the cell shows something like it. A
     * content type other than the usual one is in {@code data-type}.
     */
    static void cell(Payload payload, String contentType, StringBuilder out) {
        out.append(payload.isText() ? "<td class=\"data\"" : "<td class=\"data binary\"");
        String text = payload.isText() ? payload.toText() : "";
        boolean exact = payload.isText()
                && text.length() <= SHOWN_CHARACTERS
                && text.chars().allMatch(Html::isCharacter);
        if (!exact) {
            out.append(" data-base64=\"")
                    .append(Base64.getEncoder().encodeToString(payload.toBytes()))
                    .append('"');
        }
        if (!contentType.equals(EventDraft.TEXT)) {
            out.append(" data-type=\"").append(escape(contentType)).append('"');
        }
        out.append('>');
        if (!payload.isText()) {
            hex(payload.buffer(), out);
        } else {
            escape(exact ? text : cut(text), out);
        }
        out.append("</td>");
    }

    /** What arrives as it was sent: a parser makes something else of a carriage return or a NUL (HTML §13.2.3.5, §13.2.5.1). */
    private static boolean isCharacter(int c) {
        return c >= ' ' && c != 0x7f || c == '\n' || c == '\t';
    }

    /** Not in the middle of a character. */
    private static String cut(String text) {
        if (text.length() <= SHOWN_CHARACTERS) {
            return text;
        }
        int end =
                Character.isHighSurrogate(text.charAt(SHOWN_CHARACTERS - 1)) ? SHOWN_CHARACTERS - 1 : SHOWN_CHARACTERS;
        return text.substring(0, end) + " …";
    }

    private static void hex(ByteBuffer bytes, StringBuilder out) {
        int size = bytes.remaining();
        for (int i = 0; i < Math.min(size, SHOWN_BYTES); i++) {
            out.append(i == 0 ? "" : " ").append(String.format("%02x", bytes.get(bytes.position() + i)));
        }
        out.append(size > SHOWN_BYTES ? " …" : "");
    }
}
