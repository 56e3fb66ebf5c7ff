package dev.pushlab.server.technique.multipartstreaming;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What separates the parts (RFC 2046 §5.1.1). Whoever reads the stream knows it and could publish it, so that it is
 * random is not enough: {@link #occursIn} tells whether data may go between two of them as it is. Chromium looks for it
 * anywhere, not only where a line begins, so anywhere counts.
 *
 * @param text 1 to 70 characters that need no quotes in a header, an underscore among them: base64 has none
 */
record Boundary(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_]{1,70}");
    private static final int RANDOM_BYTES = 8;

    Boundary {
        if (!SYNTAX.matcher(text).matches() || text.indexOf('_') < 0) {
            throw new IllegalArgumentException(text);
        }
    }

    static Boundary random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new Boundary("pushlab_" + HexFormat.of().formatHex(random));
    }

    boolean occursIn(ByteBuffer data) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        int last = data.limit() - wanted.length;
        for (int i = data.position(); i <= last; i++) {
            if (data.get(i) == wanted[0] && matches(data, i, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(ByteBuffer data, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (data.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** The first one, before all parts. */
    void open(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "--" + text + "\r\n");
    }

    /** Between two parts. It belongs to the part before it: only with it is that complete. */
    void next(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\r\n--" + text + "\r\n");
    }

    /** After the last part. */
    void close(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\r\n--" + text + "--\r\n");
    }
}
