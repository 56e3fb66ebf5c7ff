package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext encoder = channel.pipeline().firstContext();

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf answer(AnswerHead head, String body) {
        ByteBuf out = Unpooled.buffer();
        if (body.isEmpty()) {
            head.noContent("\"7:1\"", out);
        } else {
            head.ok("text/plain", body.length(), "\"7:1\"", out);
            ByteBufUtil.writeAscii(out, body);
        }
        return out;
    }

    private static Map<String, String> fields(Http2Headers headers) {
        Map<String, String> all = new TreeMap<>();
        headers.forEach(
                field -> all.put(field.getKey().toString(), field.getValue().toString()));
        return all;
    }

    private Map<String, String> overHttp1(String origin, String body) {
        ByteBuf text = answer(new AnswerHead("", origin), body);
        Map<String, String> all = new TreeMap<>();
        text.toString(StandardCharsets.US_ASCII).split("\r\n\r\n", 2)[0].lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                all.put(":status", line.substring(9, 12));
            } else {
                all.put(line.substring(0, colon), line.substring(colon + 2));
            }
        });
        text.release();
        all.remove("date");
        return all;
    }

    /** The same fields in both versions, and the body as it is, in one frame. */
    @ParameterizedTest
    @ValueSource(strings = {"", "https://friend.example"})
    void saysTheSameOverHttp2(String origin) {
        AnswerHead head = new AnswerHead(AnswerHead.Version.HTTP_2, "", origin);
        ByteBuf answer = answer(head, "hello");
        head.version().write(encoder, answer);
        Http2HeadersFrame first = channel.readOutbound();
        Http2DataFrame second = channel.readOutbound();
        Map<String, String> fields = fields(first.headers());
        assertThat(fields.remove("date")).endsWith(" GMT");
        assertThat(fields).isEqualTo(overHttp1(origin, "hello")).containsEntry(":status", "200");
        assertThat(first.isEndStream()).isFalse();
        assertThat(second.content().toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(second.isEndStream()).isTrue();
        assertThat(second.content()).isSameAs(answer);
        second.release();
    }

    @Test
    void endsWithTheHeadIfThereIsNoBody() {
        AnswerHead head = new AnswerHead(AnswerHead.Version.HTTP_2, "", "");
        ByteBuf answer = answer(head, "");
        head.version().write(encoder, answer);
        Http2HeadersFrame only = channel.readOutbound();
        assertThat(only.isEndStream()).isTrue();
        assertThat(only.headers().status().toString()).isEqualTo("204");
        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(answer.refCnt()).isZero();
    }

    /** Each reads its own duplicate: what is shared stays as it is. */
    @Test
    void whatIsSharedIsNotChanged() {
        AnswerHead head = new AnswerHead(AnswerHead.Version.HTTP_2, "", "");
        ByteBuf shared = answer(head, "hello");
        byte[] before = ByteBufUtil.getBytes(shared);
        for (int i = 0; i < 3; i++) {
            head.version().write(encoder, shared.retainedDuplicate());
            Http2HeadersFrame first = channel.readOutbound();
            Http2DataFrame second = channel.readOutbound();
            assertThat(first.headers().get("etag").toString()).isEqualTo("\"7:1\"");
            assertThat(second.content().toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
            second.release();
        }
        assertThat(ByteBufUtil.getBytes(shared)).isEqualTo(before);
        assertThat(shared.refCnt()).isEqualTo(1);
        shared.release();
    }

    /** Requests over both versions are answered by different bytes, so their heads are not equal. */
    @Test
    void versionsAreNotEqual() {
        assertThat(new AnswerHead(AnswerHead.Version.HTTP_2, "", "")).isNotEqualTo(new AnswerHead("", ""));
    }
}
