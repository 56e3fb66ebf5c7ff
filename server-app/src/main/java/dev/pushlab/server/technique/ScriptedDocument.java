package dev.pushlab.server.technique;

import dev.pushlab.server.fanout.FanoutSubscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * A document that is streamed with scripts in it, one for each thing that happens. Data cannot end its script element
 * ({@link Scripts#json}); and if it could, the browser would not run what comes then, because only scripts with the
 * document's nonce run, and who publishes does not know it.
 *
 * <p>That holds only if the nonce is of this one answer (CSP Level 3 §7.1, "Nonce Reuse"): with one for all of them, or for all of a minute, anybody who
 * reads a stream would know that of the others. So the bytes of an event are not the same for two readers, and are
 * encoded once for each, which no other room's are. It is what a strict policy costs this technique: some microseconds
 * for each event and reader, as many bytes as without, and the sharing of what waits for slow connections. A hash of the
 * scripts instead would be known in advance only if they did not contain the events.
 *
 * @param nonce 128 random bits in base64url
 */
public record ScriptedDocument(String nonce) {
    private static final String CONTENT_TYPE = "text/html; charset=utf-8";

    private static final String END = "</body></html>\n";
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** With a nonce of its own. */
    public static ScriptedDocument create() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return new ScriptedDocument(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * The content security policy: its scripts, and to be shown within pages of this server only.
     *
     * @param more directives for what else it needs, each with a semicolon behind it; empty if nothing
     */
    public String policy(String more) {
        return "default-src 'none'; script-src 'nonce-" + nonce + "'; " + more
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    }

    /**
     * The head of an answer that is this document.
     *
     * @param more see {@link #policy}
     */
    public HttpResponse head(FanoutSubscription subscription, String more) {
        HttpResponse head = Streams.head(CONTENT_TYPE, subscription);
        head.headers()
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy(more))
                .set("Referrer-Policy", "no-referrer");
        return head;
    }

    /**
     * Appends {@code <script nonce="…">function(JSON);</script>} and a line feed.
     *
     * @param json appends the JSON to a buffer
     */
    public void call(String function, Consumer<ByteBuf> json, ByteBuf out) {
        ByteBuf text = out.alloc().buffer(256);
        try {
            json.accept(text);
            ByteBufUtil.writeAscii(out, "<script nonce=\"");
            ByteBufUtil.writeAscii(out, nonce);
            ByteBufUtil.writeAscii(out, "\">");
            Scripts.call(function, text, out);
            ByteBufUtil.writeAscii(out, "</script>\n");
        } finally {
            text.release();
        }
    }

    /** Appends the end of a document whose body is open. */
    static void end(ByteBuf out) {
        ByteBufUtil.writeAscii(out, END);
    }
}
