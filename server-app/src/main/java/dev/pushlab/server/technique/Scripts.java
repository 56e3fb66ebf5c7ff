package dev.pushlab.server.technique;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** What the techniques have in common whose answers a browser runs: by whose name, and JSON that stays data. */
public final class Scripts {
    /** As servers name it since RFC 9239 §6; the charset counts, because the page's own would otherwise. */
    public static final String CONTENT_TYPE = "text/javascript; charset=utf-8";

    /** How long the name of a function may be, its dots included. */
    public static final int MAX_CALLBACK = 64;

    private static final String IDENTIFIER = "[A-Za-z_$][A-Za-z0-9_$]*";
    private static final Pattern DOTTED = Pattern.compile(IDENTIFIER + "(?:\\." + IDENTIFIER + ")*");

    /**
     * ECMA-262 §12.7.2, with those of strict code and of modules, and with the literals. After a dot they would be allowed
     * there, but not by the browsers for which these techniques were made (ECMA-262, 3rd edition, §11.2.1).
     */
    private static final Set<String> RESERVED = Set.of(
            ("arguments await break case catch class const continue debugger default delete do else enum eval export extends"
                            + " false finally for function if implements import in instanceof interface let new null package"
                            + " private protected public return static super switch this throw true try typeof var void"
                            + " while with yield")
                    .split(" "));

    private static final byte[] LESS = ascii("\\u003c");
    private static final byte[] GREATER = ascii("\\u003e");
    private static final byte[] AMPERSAND = ascii("\\u0026");
    private static final byte[] LINE_SEPARATOR = ascii("\\u2028");
    private static final byte[] PARAGRAPH_SEPARATOR = ascii("\\u2029");

    private Scripts() {}

    /**
     * The parameter {@code callback}: the function that is to be called, {@code name} or {@code object.name}.
     *
     * @throws ProblemException if there is none, or none that is an identifier or several with dots between them
     */
    public static String callback(HttpExchange exchange) {
        return callback(exchange.query("callback").orElse(""));
    }

    static String callback(String name) {
        if (name.length() > MAX_CALLBACK || !DOTTED.matcher(name).matches()) {
            throw refused("1–" + MAX_CALLBACK + " × A-Z a-z 0-9 _ $ . (name, object.name)");
        }
        for (String identifier : name.split("\\.")) {
            if (RESERVED.contains(identifier)) {
                throw refused("≠ " + identifier);
            }
        }
        return name;
    }

    private static ProblemException refused(String wanted) {
        return new ProblemException(Problem.Reason.INVALID_PARAMETER, "callback", wanted);
    }

    /** Appends {@code callback(JSON);} with what {@link #json} makes of it. */
    public static void call(String callback, ByteBuf json, ByteBuf out) {
        ByteBufUtil.writeAscii(out, callback);
        out.writeByte('(');
        json(json, out);
        ByteBufUtil.writeAscii(out, ");");
    }

    /**
     * Appends JSON so that it means the same as a script and within a script element, whatever its strings hold: nothing
     * in it ends the element or begins a comment (HTML §4.12.1.3), and no string ends with a line as it did before
     * ECMAScript 2019. These characters are in strings only, so each may be written as an escape (RFC 8259 §7).
     *
     * @param json in UTF-8; its indices stay as they are
     */
    public static void json(ByteBuf json, ByteBuf out) {
        int end = json.writerIndex();
        int run = json.readerIndex();
        for (int i = run; i < end; ) {
            byte[] escape = escape(json, i, end);
            if (escape == null) {
                i++;
                continue;
            }
            out.writeBytes(json, run, i - run).writeBytes(escape);
            // The two separators have three bytes.
            i += escape == LINE_SEPARATOR || escape == PARAGRAPH_SEPARATOR ? 3 : 1;
            run = i;
        }
        out.writeBytes(json, run, end - run);
    }

    /** What the character at this place has to be written as; null: as it is. */
    private static byte[] escape(ByteBuf json, int at, int end) {
        return switch (json.getByte(at)) {
            case '<' -> LESS;
            case '>' -> GREATER;
            case '&' -> AMPERSAND;
            // A first byte of UTF-8 is never within a character.
            case (byte) 0xe2 ->
                at + 2 < end && json.getByte(at + 1) == (byte) 0x80 ? separator(json.getByte(at + 2)) : null;
            default -> null;
        };
    }

    private static byte[] separator(byte last) {
        return switch (last) {
            case (byte) 0xa8 -> LINE_SEPARATOR;
            case (byte) 0xa9 -> PARAGRAPH_SEPARATOR;
            default -> null;
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
