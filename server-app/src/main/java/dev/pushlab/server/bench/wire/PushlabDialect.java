package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** This server: docs/http-api.md and docs/protocol.md. */
public enum PushlabDialect implements Dialect {
    /** Bare, and publishing over the subscribers' own connections. */
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

    /** Published over a bare WebSocket, which is subscribed too. */
    SSE {
        @Override
        public byte[] subscribe(String topic) {
            return stream(topic);
        }

        @Override
        public Deframer subscriberDeframer() {
            return new SseDeframer();
        }

        @Override
        public Publishers publishers() {
            return Publishers.ONE_PER_TOPIC;
        }

        /** As many WebSockets as topics would be as many subscribers more. */
        @Override
        public Dialect forManyTopics() {
            return SSE_AND_POST;
        }
    },

    /** Published by pipelined POST on one connection. */
    SSE_AND_POST {
        /** The server answers 32 requests that are sent without waiting, and closes the connection at the next. */
        private static final int PIPELINED = 32;

        @Override
        public byte[] subscribe(String topic) {
            return stream(topic);
        }

        @Override
        public Deframer subscriberDeframer() {
            return new SseDeframer();
        }

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
            return new HttpAnswerDeframer();
        }

        @Override
        public int publisherWindow() {
            return PIPELINED;
        }

        @Override
        public void publish(String topic, byte[] payload, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "POST /topics/");
            ByteBufUtil.writeAscii(out, topic);
            ByteBufUtil.writeAscii(
                    out,
                    "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: "
                            + payload.length + "\r\n\r\n");
            out.writeBytes(payload);
        }
    },

    /** The binary protocol in plaintext mode. */
    BINARY {
        @Override
        public byte[] subscribe(String topic) {
            return Bytes.concat(BinaryFrames.hello(), BinaryFrames.subscribe(topic));
        }

        @Override
        public Deframer subscriberDeframer() {
            return new BinaryDeframer(BinaryFrames.SUBSCRIBED);
        }

        @Override
        public Publishers publishers() {
            return Publishers.ONE;
        }

        @Override
        public byte[] publisherGreeting(String topic) {
            return BinaryFrames.hello();
        }

        @Override
        public boolean publisherIsGreeted() {
            return true;
        }

        @Override
        public Deframer publisherDeframer() {
            return new BinaryDeframer(BinaryFrames.WELCOME);
        }

        @Override
        public void publish(String topic, byte[] payload, ByteBuf out) {
            BinaryFrames.publish(topic, payload, out);
        }
    };

    private static byte[] stream(String topic) {
        return Bytes.ascii("GET /topics/" + topic + "/sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    }

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
