package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What an answer that many share begins with, in as few bytes as the standards allow:
 *
 * <pre>
 *   HTTP/1.1 200 OK
 *   content-type: text/plain
 *   content-length: 133
 *   cache-control: no-store            a 200 and a 204 may be cached otherwise (RFC 9110 §15.1)
 *   date: Mon, 23 Nov 2026 15:04:05 GMT   a server with a clock must send it (RFC 9110 §6.6.1)
 *   x-content-type-options: nosniff    or a page of any origin could run it as a script
 *   etag: "12345:7"                    where to go on
 * </pre>
 *
 * <p>Two requests with equal heads can be answered by the same bytes.
 *
 * @param connection the header Connection; empty for the default of the client's version of HTTP
 * @param origin whose pages may read the answer, by CORS; empty if only the server's own may
 */
public record AnswerHead(String connection, String origin) {
    /** Appends the head of an answer with a body. */
    public void ok(String contentType, int length, String tag, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "HTTP/1.1 200 OK\r\n");
        field("content-type", contentType, out);
        field("content-length", Integer.toString(length), out);
        end(tag, out);
    }

    /** Appends an answer without a body. */
    public void noContent(String tag, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "HTTP/1.1 204 No Content\r\n");
        end(tag, out);
    }

    /** The headers that are due to the client rather than to what is answered. */
    void addTo(HttpHeaders headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        if (!connection.isEmpty()) {
            headers.set(HttpHeaderNames.CONNECTION, connection);
        }
        if (!origin.isEmpty()) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
    }

    private void end(String tag, ByteBuf out) {
        field("cache-control", "no-store", out);
        field("date", HttpAnswers.date(), out);
        field("x-content-type-options", "nosniff", out);
        field("etag", tag, out);
        if (!connection.isEmpty()) {
            field("connection", connection, out);
        }
        if (!origin.isEmpty()) {
            field("access-control-allow-origin", origin, out);
            field("access-control-expose-headers", "etag", out);
            field("vary", "origin", out);
        }
        ByteBufUtil.writeAscii(out, "\r\n");
    }

    private static void field(String name, String value, ByteBuf out) {
        ByteBufUtil.writeAscii(out, name);
        ByteBufUtil.writeAscii(out, ": ");
        ByteBufUtil.writeAscii(out, value);
        ByteBufUtil.writeAscii(out, "\r\n");
    }
}
