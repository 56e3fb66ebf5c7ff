package dev.pushlab.server.technique.websocket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Scheme;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the bytes of one connection whose client asked for that: between the wire (or TLS) and everything that knows
 * what they mean. Others have no such handler.
 */
final class FrameRecorder extends ChannelDuplexHandler {
    private static final int MAX_HEAD = 4096;

    /** Their values are nothing for a script, also not for the one that caused them to be sent. */
    private static final Set<String> SECRET = Set.of("cookie", "authorization");

    private static final Map<Integer, String> OPCODES =
            Map.of(0, "continuation", 1, "text", 2, "binary", 8, "close", 9, "ping", 10, "pong");

    private final Clock clock;
    private final String request;
    private final boolean exact;
    private final boolean secure;
    private final FrameLog received = new FrameLog();
    private final FrameLog sent = new FrameLog();
    private final StringBuilder response = new StringBuilder();
    private boolean answered;

    FrameRecorder(HttpExchange exchange, Clock clock) {
        this.clock = clock;
        secure = exchange.scheme() == Scheme.HTTPS;
        // The decoder keeps order and letters of the lines. If the connection brought as many bytes, nothing is left
        // out.
        long bytes = exchange.connection().traffic().bytesIn();
        List<Map.Entry<String, String>> lines = exchange.request().headers().entries();
        boolean asParsed = bytes == head(exchange.request(), lines, Set.of()).length();
        if (!asParsed && isAdded(lines.get(lines.size() - 1))) {
            lines = lines.subList(0, lines.size() - 1);
        }
        exact = bytes == head(exchange.request(), lines, Set.of()).length();
        request = head(exchange.request(), lines, SECRET);
    }

    /** Whoever collects the body says of a request without one how long it is. */
    private static boolean isAdded(Map.Entry<String, String> last) {
        return last.getKey().contentEquals(HttpHeaderNames.CONTENT_LENGTH)
                && last.getValue().equals("0");
    }

    private static String head(FullHttpRequest request, List<Map.Entry<String, String>> lines, Set<String> secret) {
        StringBuilder head = new StringBuilder()
                .append(request.method())
                .append(' ')
                .append(request.uri())
                .append(' ')
                .append(request.protocolVersion())
                .append("\r\n");
        for (Map.Entry<String, String> line : lines) {
            boolean hidden = secret.stream().anyMatch(line.getKey()::equalsIgnoreCase);
            head.append(line.getKey())
                    .append(": ")
                    .append(hidden ? "(" + line.getValue().length() + " bytes)" : line.getValue())
                    .append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            received.take(bytes, micros());
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            if (answered) {
                sent.take(bytes, micros());
            } else {
                takeHead(bytes);
            }
        }
        ctx.write(message, promise);
    }

    /** The answer to the handshake, which no frame precedes. */
    private void takeHead(ByteBuf bytes) {
        response.append(bytes.toString(StandardCharsets.ISO_8859_1));
        answered = response.indexOf("\r\n\r\n") >= 0 || response.length() > MAX_HEAD;
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** {@code {"secure","exact","request","response"}}: the two heads as text, one character a byte. */
    ObjectNode handshake() {
        ObjectNode all = StrictJson.MAPPER.createObjectNode();
        all.put("secure", secure).put("exact", exact).put("request", request).put("response", response.toString());
        return all;
    }

    /** {@code {"in":{…},"out":{…}}}, each with counts by opcode, bytes of data frames, and the last frames. */
    ObjectNode frames() {
        ObjectNode all = StrictJson.MAPPER.createObjectNode();
        put(all.putObject("in"), received);
        put(all.putObject("out"), sent);
        return all;
    }

    private static void put(ObjectNode side, FrameLog log) {
        ObjectNode counts = side.putObject("counts");
        OPCODES.keySet().stream().sorted().forEach(opcode -> counts.put(OPCODES.get(opcode), log.count(opcode)));
        side.put("dataBytes", log.dataBytes());
        ArrayNode list = side.putArray("frames");
        List<FrameLog.Frame> frames = log.frames();
        for (FrameLog.Frame frame : frames) {
            list.addObject()
                    .put("micros", frame.micros())
                    .put("header", HexFormat.of().formatHex(frame.header()))
                    .put("length", frame.length())
                    .put("payload", HexFormat.of().formatHex(frame.payload()));
        }
    }
}
