package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;

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

        /** As many WebSockets as topics would be as many subscribers more. */
        @Override
        public Dialect forManyTopics() {
            return new PublishedByPost(this);
        }
    },

    /** The binary protocol in plaintext mode; published as SSE, because a session may not publish as much. */
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
            return Publishers.ONE_PER_TOPIC;
        }

        @Override
        public Dialect forManyTopics() {
            return new PublishedByPost(this);
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
