package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Builds answers and the headers that all of them have. */
final class HttpAnswers {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The Date header of the present second; a race only formats it twice. */
    private static volatile Stamp stamp = new Stamp(0, "");

    private record Stamp(long second, String text) {}

    private HttpAnswers() {}

    /** The present second as the header Date has it (RFC 9110 §5.6.7). */
    static String date() {
        long second = System.currentTimeMillis() / 1000;
        Stamp present = stamp;
        if (present.second != second) {
            present = new Stamp(second, DATE.format(Instant.ofEpochSecond(second)));
            stamp = present;
        }
        return present.text;
    }

    static void addDate(HttpHeaders headers) {
        headers.set(HttpHeaderNames.DATE, date());
    }

    static FullHttpResponse problem(Problem problem, Language language) {
        ByteBuf body = Unpooled.copiedBuffer(Problems.json(problem, language), StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, problem.reason().status(), body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        headers.set(HttpHeaderNames.CONTENT_LANGUAGE, language.tag());
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        problem.headers().forEach(headers::set);
        addDate(headers);
        return response;
    }

    /** Answers with a problem outside of the order of requests, and closes: nothing sensible can follow. */
    static void refuse(Channel channel, Problem problem, Language language) {
        refuse(channel, problem(problem, language));
    }

    /** The same with an answer. */
    static void refuse(Channel channel, FullHttpResponse response) {
        ChannelHandlerContext encoder = channel.pipeline().context(HandlerNames.HTTP_ENCODER);
        if (encoder == null || !channel.isActive()) {
            response.release();
            channel.close();
            return;
        }
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
