package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Message brokers with a protocol of their own over TCP. */
public enum BrokerDialect implements Dialect {
    /** MQTT 3.1.1 at QoS 0. */
    MQTT {
        private static final int CONNECT = 0x10;
        private static final int PUBLISH = 0x30;
        private static final int SUBSCRIBE = 0x82;

        @Override
        public byte[] subscribe(String topic) {
            ByteBuf out = Unpooled.buffer();
            out.writeBytes(publisherGreeting(topic));
            out.writeByte(SUBSCRIBE);
            out.writeByte(2 + 2 + topic.length() + 1);
            out.writeShort(1);
            string(topic, out);
            out.writeByte(0);
            return ByteBufUtil.getBytes(out);
        }

        @Override
        public Deframer subscriberDeframer() {
            return new MqttDeframer();
        }

        /** A clean session without keep-alive; an empty client id is one that the broker makes up (§3.1.3.1). */
        @Override
        public byte[] publisherGreeting(String topic) {
            ByteBuf out = Unpooled.buffer();
            out.writeByte(CONNECT);
            out.writeByte(12);
            string("MQTT", out);
            out.writeByte(4);
            out.writeByte(0x02);
            out.writeShort(0);
            string("", out);
            return ByteBufUtil.getBytes(out);
        }

        @Override
        public void publish(String topic, byte[] payload, ByteBuf out) {
            out.writeByte(PUBLISH);
            int length = 2 + topic.length() + payload.length;
            while (length >= 0x80) {
                out.writeByte(length & 0x7f | 0x80);
                length >>>= 7;
            }
            out.writeByte(length);
            string(topic, out);
            out.writeBytes(payload);
        }

        private void string(String text, ByteBuf out) {
            out.writeShort(text.length());
            ByteBufUtil.writeAscii(out, text);
        }
    },

    /** Redis pub/sub in RESP2. */
    REDIS {
        @Override
        public byte[] subscribe(String topic) {
            return Bytes.ascii("*2\r\n$9\r\nSUBSCRIBE\r\n$" + topic.length() + "\r\n" + topic + "\r\n");
        }

        @Override
        public Deframer subscriberDeframer() {
            return new RedisDeframer();
        }

        @Override
        public byte[] publisherGreeting(String topic) {
            return new byte[0];
        }

        @Override
        public void publish(String topic, byte[] payload, ByteBuf out) {
            ByteBufUtil.writeAscii(
                    out,
                    "*3\r\n$7\r\nPUBLISH\r\n$" + topic.length() + "\r\n" + topic + "\r\n$" + payload.length + "\r\n");
            out.writeBytes(payload);
            ByteBufUtil.writeAscii(out, "\r\n");
        }
    },

    /** NATS core, at most once. */
    NATS {
        private static final String CONNECT =
                "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"0\",\"protocol\":0}\r\n";

        @Override
        public byte[] subscribe(String topic) {
            return Bytes.ascii(CONNECT + "SUB " + topic + " 1\r\nPING\r\n");
        }

        @Override
        public Deframer subscriberDeframer() {
            return new NatsDeframer();
        }

        @Override
        public byte[] publisherGreeting(String topic) {
            return Bytes.ascii(CONNECT);
        }

        /** Answers the server's pings. */
        @Override
        public Deframer publisherDeframer() {
            return new NatsDeframer();
        }

        @Override
        public void publish(String topic, byte[] payload, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "PUB " + topic + " " + payload.length + "\r\n");
            out.writeBytes(payload);
            ByteBufUtil.writeAscii(out, "\r\n");
        }
    };

    @Override
    public Publishers publishers() {
        return Publishers.ONE;
    }

    @Override
    public Deframer publisherDeframer() {
        return new IgnoringDeframer();
    }
}
