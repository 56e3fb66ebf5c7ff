package dev.pushlab.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.util.List;
import java.util.Objects;

/**
 * Makes requests of HTTP/2 into those of HTTP/1.1, and answers the other way round, so that all that follows serves both.
 * Refuses what {@link StrictRequestDecoder} would, and what two implementations might understand differently: a Host other
 * than {@code :authority}, a target that is no path (RFC 9113 §8.3.1).
 */
final class StreamCodec extends Http2StreamFrameToHttpObjectCodec {
    private final int longestTarget;

    StreamCodec(HttpLimits limits) {
        super(true, true);
        this.longestTarget = limits.requestLine();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, Http2StreamFrame frame, List<Object> out) throws Exception {
        if (!(frame instanceof Http2HeadersFrame head) || head.headers().method() == null) {
            super.decode(ctx, frame, out);
            return;
        }
        Http2Headers headers = head.headers();
        Throwable wrong = wrong(headers);
        if (wrong == null) {
            try {
                request(head, out);
                return;
            } catch (Http2Exception | IllegalArgumentException e) {
                wrong = e;
            }
        }
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        for (CharSequence name : List.of(HttpHeaderNames.ACCEPT_LANGUAGE, HttpHeaderNames.ORIGIN)) {
            // For the refusal's language, and so that the page may read it.
            request.headers().set(name, headers.getAll(name));
        }
        request.setDecoderResult(DecoderResult.failure(wrong));
        out.add(request);
    }

    private static void request(Http2HeadersFrame head, List<Object> out) throws Http2Exception {
        // Said once is enough: the authority becomes the Host.
        head.headers().remove(HttpHeaderNames.HOST);
        HttpRequest request = HttpConversionUtil.toHttpRequest(head.stream().id(), head.headers(), true);
        if (!head.isEndStream() && !HttpUtil.isContentLengthSet(request)) {
            // As it would be over HTTP/1.1.
            request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        out.add(request);
        if (head.isEndStream()) {
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private Throwable wrong(Http2Headers headers) {
        List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (headers.authority() == null && hosts.size() == 1) {
            headers.authority(hosts.get(0));
        } else if (hosts.stream().anyMatch(host -> !Objects.equals(text(host), text(headers.authority())))) {
            return new IllegalArgumentException("Host");
        }
        String target = text(headers.path());
        if (target.length() > longestTarget) {
            return new TooLongHttpLineException();
        }
        return target.startsWith("/") ? null : new IllegalArgumentException(":path");
    }

    private static String text(CharSequence value) {
        return value == null ? "" : value.toString();
    }
}
