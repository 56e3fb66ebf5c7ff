package dev.pushlab.server.technique.websocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Shows a client that asked for it its own connection, and does to that what it asks for. */
final class Inspection {
    private static final int MAX_ECHO = 1024;

    private final FrameRecorder recorder;
    private final LongSupplier nanos;
    /** When the ping left whose pong is waited for, which also is its payload; 0 if none is. */
    private long pinged;

    private Optional<Long> pingRequest = Optional.empty();

    /** @param nanos a clock for differences */
    Inspection(FrameRecorder recorder, LongSupplier nanos) {
        this.recorder = recorder;
        this.nanos = nanos;
    }

    void serve(Probe probe, Optional<Long> request, Peer peer) {
        switch (probe.kind()) {
            case HANDSHAKE -> answer(peer, "handshake", recorder.handshake(), request);
            case FRAMES -> answer(peer, "frames", recorder.frames(), request);
            case PING -> ping(request, peer);
            case CLOSE -> peer.close(new WebSocketCloseStatus(probe.code(), probe.reason()));
            case CUT -> peer.context().close();
        }
    }

    private static void answer(Peer peer, String name, ObjectNode what, Optional<Long> request) {
        ObjectNode all = StrictJson.MAPPER.createObjectNode().set(name, what);
        request.ifPresent(number -> all.put("request", number));
        peer.say(all.toString());
    }

    /** One at a time: a later one takes the place of the one before, which is not answered then. */
    private void ping(Optional<Long> request, Peer peer) {
        pinged = nanos.getAsLong();
        pingRequest = request;
        peer.send(new PingWebSocketFrame(Unpooled.copyLong(pinged)));
    }

    /** Sends a short binary message back as one, so that a client can see its frames. */
    void echo(ByteBuf content, Peer peer) {
        if (content.readableBytes() > MAX_ECHO) {
            peer.close(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        } else {
            peer.send(new BinaryWebSocketFrame(Unpooled.copiedBuffer(content)));
        }
    }

    /** A pong has come; if it is the one that is waited for, the client is told how long it took. */
    void pong(ByteBuf payload, Peer peer) {
        if (pinged == 0 || payload.readableBytes() != Long.BYTES || payload.getLong(payload.readerIndex()) != pinged) {
            return;
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - pinged);
        pinged = 0;
        peer.say("{\"pong\":{\"micros\":" + micros + "}" + Peer.number(pingRequest) + "}");
    }
}
