package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the techniques that ask and are answered have in common: where an answer begins, and what it brings. */
public final class Polls {
    /** An entity tag (RFC 9110 §8.8.3), also weakened as proxies do that compress. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9:]{3,33})\"");

    private Polls() {}

    /** What an answer brings. */
    public enum Envelope {
        /** {@code {"events":[…],"last":"12345:7","gap":false}}, each event as {@link EventJson} writes it. */
        JSON("application/json") {
            @Override
            public void write(Batch batch, EventId last, ByteBuf out) {
                ByteBufUtil.writeAscii(out, "{\"events\":[");
                boolean first = true;
                for (Event event : batch.events()) {
                    if (!first) {
                        out.writeByte(',');
                    }
                    first = false;
                    EventJson.write(event, out);
                }
                ByteBufUtil.writeAscii(out, "],\"last\":\"");
                ByteBufUtil.writeAscii(out, last.toString());
                ByteBufUtil.writeAscii(out, "\",\"gap\":");
                ByteBufUtil.writeAscii(out, String.valueOf(batch.gap().isPresent()));
                out.writeByte('}');
            }
        },

        /**
         * The data of each event, after a line with its length in bytes and, if it has one, the type. If events were lost
         * there is a line before all with the position from which it goes on:
         *
         * <pre>
         *   gap 12345:90
         *   5 greeting
         *   hello
         *   3
         *   a
         *   b
         * </pre>
         *
         * <p>Offsets rise by one, so the ids follow from the last one, which is in the head.
         */
        NONE("text/plain") {
            @Override
            public void write(Batch batch, EventId last, ByteBuf out) {
                batch.gap().ifPresent(gap -> ByteBufUtil.writeAscii(out, "gap " + gap.resumed() + "\n"));
                for (Event event : batch.events()) {
                    ByteBufUtil.writeAscii(out, Integer.toString(event.payload().size()));
                    if (!event.type().isEmpty()) {
                        out.writeByte(' ');
                        ByteBufUtil.writeAscii(out, event.type());
                    }
                    out.writeByte('\n');
                    out.writeBytes(event.payload().buffer());
                    out.writeByte('\n');
                }
            }
        };

        private final String contentType;

        Envelope(String contentType) {
            this.contentType = contentType;
        }

        /** Never what a publisher said it is: a browser must not take it for a page of this server. */
        public String contentType() {
            return contentType;
        }

        /** @param last from where to ask next time: the last event, or where the topic stands if there is none */
        public abstract void write(Batch batch, EventId last, ByteBuf out);

        /** As the parameter {@code envelope} says. */
        public static Envelope of(HttpExchange exchange) {
            return switch (exchange.query("envelope").orElse("json")) {
                case "json" -> JSON;
                case "none" -> NONE;
                default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "json, none");
            };
        }
    }

    /**
     * Where the answer begins: after the position in {@code If-None-Match}, which is the ETag of an answer before, or as the
     * parameter {@code after} says.
     *
     * @throws InvalidEventException if it is none
     */
    public static Position after(HttpExchange exchange) {
        String tag = exchange.headers().get(HttpHeaderNames.IF_NONE_MATCH);
        // What curl sends as long as it has saved no tag.
        if (tag == null || tag.isEmpty() || tag.equals("\"\"")) {
            return Position.parse(exchange.query("after").orElse(null));
        }
        Matcher matcher = TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new InvalidEventException(InvalidEventException.Part.ID, tag);
        }
        return Position.after(EventId.parse(matcher.group(1)));
    }

    /** The position as an entity tag. */
    public static String tag(EventId last) {
        return '"' + last.toString() + '"';
    }
}
