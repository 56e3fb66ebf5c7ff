package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.Arrival;
import dev.pushlab.server.net.ErrorHandler;
import dev.pushlab.server.net.HandlerNames;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Scheme;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private static final InetSocketAddress REMOTE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

    private final Tokens tokens = Tokens.inMemory(AccessToken.of("a-secret"));
    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private EmbeddedChannel channel;
    private boolean deflate;

    private void open(WebSocketEncoder format, boolean mayPublish) {
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(HandlerNames.ERRORS, ErrorHandler.INSTANCE);
        Access access = new Access(tokens, mayPublish, Set.of(), Set.of());
        HttpHeaders request = new DefaultHttpHeaders().set(HttpHeaderNames.HOST, "localhost");
        WebSocketHandler handler = new WebSocketHandler(new WebSocketHandler.Setup(
                TOPIC,
                format,
                hub,
                new Heartbeats(HttpLimits.DEFAULT.heartbeat()),
                HttpLimits.DEFAULT.frame(),
                deflate,
                null,
                token -> access.caller(token, REMOTE),
                access.caller(request, new Arrival(REMOTE, Scheme.HTTP, 0)),
                reader -> new Fanout(hub)
                        .subscribe(channel.pipeline().context(HandlerNames.ERRORS), TOPIC, Position.NOW, format),
                Language.EN));
        channel.pipeline().addBefore(HandlerNames.ERRORS, HandlerNames.TECHNIQUE, handler);
        handler.subscribe();
        handler.established(HttpLimits.DEFAULT.headDeadline());
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
        assertThat(hub.topics())
                .allSatisfy(topic -> assertThat(topic.subscribers()).isZero());
    }

    @Test
    void saysFirstWhereItStarts() {
        open(WebSocketEncoder.JSON, true);
        assertThat(text()).isEqualTo("{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:0\",\"recovered\":true}}");
    }

    @Test
    void answersAPingWithWhatItSaid() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new PingWebSocketFrame(Unpooled.copiedBuffer("42", StandardCharsets.US_ASCII)));
        assertThat(next(PongWebSocketFrame.class)).isEqualTo("42");
    }

    @Test
    void closesWithTheCodeItWasGiven() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new CloseWebSocketFrame(4001, "bye"));
        CloseWebSocketFrame answer = channel.readOutbound();
        assertThat(answer.statusCode()).isEqualTo(4001);
        answer.release();
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void putsFragmentsTogether() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new TextWebSocketFrame(false, 0, "he"), new ContinuationWebSocketFrame(true, 0, "llo"));
        assertThat(hub.topics().get(0).bytes()).isEqualTo(5);
    }

    @Test
    void takesAPingBetweenFragmentsAndAnotherMessageAfterThem() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, "he"),
                new PingWebSocketFrame(),
                new ContinuationWebSocketFrame(true, 0, "llo"),
                new TextWebSocketFrame("again"));
        next(PongWebSocketFrame.class);
        assertThat(hub.topics().get(0).events()).isEqualTo(2);
        assertThat(hub.topics().get(0).bytes()).isEqualTo(10);
    }

    @Test
    void refusesTextWhoseFragmentsAreNotUtf8Together() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xe2, (byte) 0x82})),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {'x'})));
        assertClosing(1007);
    }

    @Test
    void takesACharacterThatIsCutInTwo() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xe2, (byte) 0x82})),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[] {(byte) 0xac})));
        assertThat(hub.topics().get(0).bytes()).isEqualTo(3);
    }

    @Test
    void refusesFragmentsThatAreTooLongTogether() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(
                new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[HttpLimits.DEFAULT.frame()])),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(new byte[1])));
        assertClosing(1009);
    }

    @Test
    void refusesBinaryMessagesWhereJsonIsExpected() {
        open(WebSocketEncoder.JSON, true);
        text();
        channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[1])));
        assertClosing(1003);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) 0xc0, (byte) 0x80})));
        assertClosing(1007);
        assertThat(hub.topics())
                .as("nobody follows it, and nothing was published")
                .isEmpty();
    }

    @Test
    void refusesMoreThanAnEventMayCarry() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[(1 << 20) + 1])));
        assertClosing(1009);
    }

    @Test
    void endsABareConnectionThatMayNotPublish() {
        open(WebSocketEncoder.BARE, false);
        channel.writeInbound(new TextWebSocketFrame("x"));
        assertClosing(1008);
    }

    @Test
    void endsAConnectionThatGuessesTokens() {
        open(WebSocketEncoder.JSON, false);
        text();
        for (int i = 0; i < 3; i++) {
            channel.writeInbound(new TextWebSocketFrame("{\"token\":\"wrong\"}"));
            assertThat(text()).contains("\"reason\":\"unauthorized\"");
        }
        assertClosing(1008);
    }

    /** RFC 7692 §7.2.3.1: "Hello". */
    @Test
    void takesCompressedMessagesOnlyIfThatWasAgreedOn() {
        deflate = true;
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new TextWebSocketFrame(true, 4, hello()));
        assertThat(hub.topics().get(0).bytes()).isEqualTo(5);
        channel.writeInbound(new TextWebSocketFrame("plain"));
        assertThat(hub.topics().get(0).bytes()).isEqualTo(10);
    }

    @Test
    void refusesCompressedMessagesOtherwise() {
        open(WebSocketEncoder.BARE, true);
        channel.writeInbound(new TextWebSocketFrame(true, 4, hello()));
        assertClosing(1002);
    }

    private static ByteBuf hello() {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("f248cdc9c90700"));
    }

    @Test
    void compressesItsAnswersToo() throws DataFormatException {
        deflate = true;
        open(WebSocketEncoder.JSON, true);
        TextWebSocketFrame subscribed = channel.readOutbound();
        assertThat(subscribed.rsv()).isEqualTo(4);
        ByteBuf text = Unpooled.buffer();
        assertThat(MessageDeflate.decompress(subscribed.content(), text, 1000)).isTrue();
        subscribed.release();
        assertThat(text.toString(StandardCharsets.UTF_8)).startsWith("{\"subscribed\":{\"topic\":\"news\"");
        channel.writeInbound(new TextWebSocketFrame("{\"ping\":\"\"}"));
        assertThat(text()).as("too short to become shorter").isEqualTo("{\"pong\":\"\"}");
    }

    @Test
    void sendsAPingOfThePageBack() {
        open(WebSocketEncoder.JSON, true);
        text();
        channel.writeInbound(new TextWebSocketFrame("{\"ping\":\"\\u2028</script>\\\"\",\"request\":9}"));
        assertThat(text()).isEqualTo("{\"pong\":\"\u2028</script>\\\"\",\"request\":9}");
        channel.writeInbound(new TextWebSocketFrame("{\"ping\":\"" + "x".repeat(126) + "\"}"));
        assertThat(text()).contains("invalid-parameter");
    }

    @Test
    void showsNothingUnlessThatWasAskedForAtTheBeginning() {
        open(WebSocketEncoder.JSON, true);
        text();
        channel.writeInbound(new TextWebSocketFrame("{\"inspect\":\"frames\"}"));
        assertThat(text()).contains("invalid-parameter", "inspect");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void pingsAndEndsAPeerThatSaysNothing() {
        open(WebSocketEncoder.BARE, true);
        advance(15);
        next(PingWebSocketFrame.class);
        channel.writeInbound(new PongWebSocketFrame());
        advance(15);
        next(PingWebSocketFrame.class);
        assertThat(channel.isActive()).isTrue();
        advance(15);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void doesNotWaitForeverForTheAnswerToItsClose() {
        open(WebSocketEncoder.BARE, false);
        channel.writeInbound(new TextWebSocketFrame("x"));
        assertClosing(1008);
        assertThat(channel.isActive()).isTrue();
        advance(2);
        assertThat(channel.isActive()).isFalse();
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void assertClosing(int code) {
        CloseWebSocketFrame close = channel.readOutbound();
        assertThat(close.statusCode()).isEqualTo(code);
        close.release();
    }

    private String text() {
        return next(TextWebSocketFrame.class);
    }

    private String next(Class<? extends WebSocketFrame> kind) {
        Object message = channel.readOutbound();
        assertThat(message).isInstanceOf(kind);
        String content = ((WebSocketFrame) message).content().toString(StandardCharsets.UTF_8);
        ReferenceCountUtil.release(message);
        return content;
    }
}
