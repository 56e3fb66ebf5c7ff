package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;

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
 * <p>Two requests with equal heads can be answered by the same bytes. Over HTTP/2 each connection compresses heads in its
 * own way, so what is shared is their list ({@link FieldList}) and the body.
 *
 * @param version how it is written
 * @param connection the header Connection; empty for the default of the client's version of HTTP
 * @param origin whose pages may read the answer, by CORS; empty if only the server's own may
 */
public record AnswerHead(Version version, String connection, String origin) {
    /** What differs between versions of HTTP. */
    public enum Version {
        HTTP_1 {
            @Override
            void status(HttpResponseStatus status, ByteBuf out) {
                ByteBufUtil.writeAscii(out, "HTTP/1.1 " + status + "\r\n");
            }

            @Override
            void field(String name, String value, ByteBuf out) {
                ByteBufUtil.writeAscii(out, name);
                ByteBufUtil.writeAscii(out, ": ");
                ByteBufUtil.writeAscii(out, value);
                ByteBufUtil.writeAscii(out, "\r\n");
            }

            @Override
            void end(ByteBuf out) {
                ByteBufUtil.writeAscii(out, "\r\n");
            }

            /** One buffer, one write. */
            @Override
            ChannelFuture write(ChannelHandlerContext encoder, ByteBuf answer) {
                return encoder.writeAndFlush(answer);
            }
        },

        HTTP_2 {
            @Override
            void status(HttpResponseStatus status, ByteBuf out) {
                FieldList.write(Http2Headers.PseudoHeaderName.STATUS.value(), status.codeAsText(), out);
            }

            @Override
            void field(String name, String value, ByteBuf out) {
                FieldList.write(name, value, out);
            }

            @Override
            void end(ByteBuf out) {
                FieldList.end(out);
            }

            @Override
            ChannelFuture write(ChannelHandlerContext encoder, ByteBuf answer) {
                Http2Headers fields = FieldList.read(answer);
                if (answer.isReadable()) {
                    encoder.write(new DefaultHttp2HeadersFrame(fields, false));
                    return encoder.writeAndFlush(new DefaultHttp2DataFrame(answer, true));
                }
                answer.release();
                return encoder.writeAndFlush(new DefaultHttp2HeadersFrame(fields, true));
            }
        };

        abstract void status(HttpResponseStatus status, ByteBuf out);

        abstract void field(String name, String value, ByteBuf out);

        abstract void end(ByteBuf out);

        /**
         * Writes a whole answer past the encoder, which knows messages only.
         *
         * @param answer a head that was appended here, and the body behind it
         */
        abstract ChannelFuture write(ChannelHandlerContext encoder, ByteBuf answer);
    }

    /** Over HTTP/1.1. */
    public AnswerHead(String connection, String origin) {
        this(Version.HTTP_1, connection, origin);
    }

    /** Appends the head of an answer with a body. */
    public void ok(String contentType, int length, String tag, ByteBuf out) {
        version.status(HttpResponseStatus.OK, out);
        version.field("content-type", contentType, out);
        version.field("content-length", Integer.toString(length), out);
        end(tag, out);
    }

    /** Appends an answer without a body. */
    public void noContent(String tag, ByteBuf out) {
        version.status(HttpResponseStatus.NO_CONTENT, out);
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
        version.field("cache-control", "no-store", out);
        version.field("date", HttpAnswers.date(), out);
        version.field("x-content-type-options", "nosniff", out);
        version.field("etag", tag, out);
        if (!connection.isEmpty()) {
            version.field("connection", connection, out);
        }
        if (!origin.isEmpty()) {
            version.field("access-control-allow-origin", origin, out);
            version.field("access-control-expose-headers", "etag", out);
            version.field("vary", "origin", out);
        }
        version.end(out);
    }
}
