package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** nchan in nginx, with the locations {@code /sub/TOPIC} and {@code /pub/TOPIC}. Publishes by pipelined POST. */
public enum NchanDialect implements Dialect {
    WEBSOCKET {
        @Override
        public byte[] subscribe(String topic) {
            return WebSocketFrames.handshake("/sub/" + topic);
        }

        @Override
        public Deframer subscriberDeframer() {
            return new WebSocketDeframer();
        }
    },
    SSE {
        @Override
        public byte[] subscribe(String topic) {
            return Bytes.ascii(
                    "GET /sub/" + topic + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
        }

        @Override
        public Deframer subscriberDeframer() {
            return new SseDeframer();
        }
    };

    @Override
    public Publishers publishers() {
        return Publishers.ONE;
    }

    @Override
    public byte[] publisherGreeting(String topic) {
        return new byte[0];
    }

    @Override
    public Deframer publisherDeframer() {
        return new IgnoringDeframer();
    }

    @Override
    public void publish(String topic, byte[] payload, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "POST /pub/");
        ByteBufUtil.writeAscii(out, topic);
        ByteBufUtil.writeAscii(
                out, " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: " + payload.length);
        ByteBufUtil.writeAscii(out, "\r\n\r\n");
        out.writeBytes(payload);
    }
}
