package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.HandlerNames;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.SubscriptionNames;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Serves {@code GET /topics/{topic}/websocket}: checks the handshake (RFC 6455 §4.2) and hands the connection over. */
public final class WebSocketTechnique implements Technique {
    static final String SUBPROTOCOL = "pushlab.v1";

    private static final String VERSION = "13";

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("websocket", TechniqueDescriptor.Family.HTML5, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public boolean takesTokensLater() {
        return true;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        HttpHeaders headers = exchange.headers();
        Wishes wishes = Wishes.of(exchange);
        boolean admitted = exchange.mayRead();
        if (!admitted && (wishes.isBare() || headers.contains(HttpHeaderNames.AUTHORIZATION))) {
            // Bare data has no words for a token, and one that was shown is wrong.
            exchange.requireReader();
        }
        requireHandshake(headers);
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));

        ChannelHandlerContext sink = exchange.sink();
        WireFormat format = wishes.format();
        Optional<String> durable = exchange.query(SubscriptionNames.PARAMETER);
        Function<Caller, FanoutSubscription> subscribing = caller -> {
            Optional<DurableSubscription> asked = SubscriptionNames.asked(durable, caller, topic, context.hub());
            FanoutSubscription subscription = asked.isPresent()
                    ? context.fanout().subscribe(sink, asked.get(), format)
                    : context.fanout().subscribe(sink, topic, after, format);
            if (subscription == null) {
                throw SubscriptionNames.unknown();
            }
            return subscription;
        };
        FrameRecorder recorder = wishes.inspect() ? new FrameRecorder(exchange, Clock.systemUTC()) : null;
        WebSocketHandler room = new WebSocketHandler(new WebSocketHandler.Setup(
                topic,
                wishes.envelope(),
                context.hub(),
                context.heartbeats(),
                context.limits().frame(),
                wishes.deflate().isPresent(),
                recorder == null ? null : new Inspection(recorder, System::nanoTime),
                exchange.callers(),
                exchange.caller(),
                subscribing,
                exchange.language()));
        if (admitted) {
            room.subscribe();
        }
        if (recorder != null) {
            exchange.context().pipeline().addBefore(HandlerNames.HTTP_DECODER, "frame-recorder", recorder);
        }
        exchange.takeOver(room);
        upgrade(exchange, context.limits().frame(), wishes.deflate());
        room.established(context.limits().headDeadline());
    }

    // snippet:begin handshake
    /** Answers 101 with the accept value (§4.2.2), and puts the codec of frames in the place of that of HTTP. */
    private static void upgrade(HttpExchange exchange, int maxFrame, Optional<String> deflate) {
        HttpHeaders more = new DefaultHttpHeaders();
        deflate.ifPresent(accepted -> more.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, accepted));
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshaker13(
                null,
                SUBPROTOCOL,
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(maxFrame)
                        .allowExtensions(deflate.isPresent())
                        // The decoder comes before the encoder here: a close frame of its own would not leave.
                        .closeOnProtocolViolation(false)
                        .build());
        Channel channel = exchange.context().channel();
        handshaker.handshake(channel, exchange.request(), more, exchange.sink().newPromise());
    }
    // snippet:end

    private static void requireHandshake(HttpHeaders headers) {
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            throw upgradeRequired("Upgrade");
        }
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            throw upgradeRequired("Sec-WebSocket-Version");
        }
        if (!isKey(Optional.ofNullable(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY)))) {
            throw new ProblemException(Problem.Reason.MALFORMED_REQUEST, "Sec-WebSocket-Key");
        }
    }

    /** 426 must name what to upgrade to (RFC 9110 §15.5.22), and with which version (RFC 6455 §4.4). */
    private static ProblemException upgradeRequired(String missing) {
        return new ProblemException(new Problem(
                Problem.Reason.UPGRADE_REQUIRED,
                List.of(missing),
                Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", VERSION)));
    }

    /** 16 bytes in base64 (RFC 6455 §4.1). */
    private static boolean isKey(Optional<String> key) {
        try {
            return key.isPresent() && Base64.getDecoder().decode(key.get().trim()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
