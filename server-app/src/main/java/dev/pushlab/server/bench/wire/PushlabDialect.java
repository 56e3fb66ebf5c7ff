package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;

/** This server: docs/http-api.md. Publishes over a bare WebSocket, which is subscribed too. */
public enum PushlabDialect implements Dialect {
    WEBSOCKET {
        @Override
        public byte[] subscribe(String topic) {
            return publisherGreeting(topic);
        }

        @Override
        public Deframer subscriberDeframer() {
            return new WebSocketDeframer();
        }

        @Override
        public Publishers publishers() {
            return Publishers.SUBSCRIBERS;
        }
    },
    SSE {
        @Override
        public byte[] subscribe(String topic) {
            return Bytes.ascii("GET /topics/" + topic + "/sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        }

        @Override
        public Deframer subscriberDeframer() {
            return new SseDeframer();
        }

        @Override
        public Publishers publishers() {
            return Publishers.ONE_PER_TOPIC;
        }
    };

    @Override
    public byte[] publisherGreeting(String topic) {
        return WebSocketFrames.handshake("/topics/" + topic + "/websocket?envelope=none");
    }

    @Override
    public Deframer publisherDeframer() {
        return new WebSocketDeframer();
    }

    @Override
    public void publish(String topic, byte[] payload, ByteBuf out) {
        WebSocketFrames.write(WebSocketFrames.TEXT, payload, out);
    }
}
