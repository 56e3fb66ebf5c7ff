package dev.pushlab.server.bench.wire;

/** The subscriber's side of MQTT 3.1.1 at QoS 0: CONNACK, SUBACK, PUBLISH (OASIS standard, §3.2, §3.9, §3.3). */
final class MqttDeframer implements Deframer {
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;

    private enum Part {
        TYPE,
        LENGTH,
        TOPIC_LENGTH,
        TOPIC,
        PAYLOAD,
        ACKNOWLEDGEMENT
    }

    private Part part = Part.TYPE;
    private int type;
    private int remaining;
    private int shift;
    private int topic;
    private int topicBytes;
    private int last;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            switch (part) {
                case TYPE -> {
                    first(bytes[at++] & 0xff);
                    part = Part.LENGTH;
                }
                case LENGTH -> length(bytes[at++] & 0xff, sink);
                case TOPIC_LENGTH -> {
                    topic = topic << 8 | bytes[at++] & 0xff;
                    if (++topicBytes == 2) {
                        remaining -= topicBytes + topic;
                        if (remaining < 0) {
                            throw new WireException("a topic longer than its packet");
                        }
                        part = topic == 0 ? Part.PAYLOAD : Part.TOPIC;
                        if (topic == 0) {
                            beginPayload(sink);
                        }
                    }
                }
                case TOPIC -> {
                    int count = Math.min(topic, to - at);
                    at += count;
                    topic -= count;
                    if (topic == 0) {
                        beginPayload(sink);
                    }
                }
                case PAYLOAD -> {
                    int count = Math.min(remaining, to - at);
                    sink.bytes(bytes, at, at + count);
                    at += count;
                    remaining -= count;
                    if (remaining == 0) {
                        part = Part.TYPE;
                        sink.end();
                    }
                }
                case ACKNOWLEDGEMENT -> {
                    last = bytes[at++] & 0xff;
                    if (--remaining == 0) {
                        acknowledged(sink);
                    }
                }
            }
        }
    }

    private void first(int value) {
        type = value >> 4;
        if (type == PUBLISH && (value & 0x06) != 0) {
            throw new WireException("a message of another quality of service than 0");
        }
        if (type != PUBLISH && type != CONNACK && type != SUBACK && type != PINGRESP) {
            throw new WireException("packet type " + type);
        }
        remaining = 0;
        shift = 0;
        topic = 0;
        topicBytes = 0;
    }

    /** Seven bits a byte, the lowest first, at most four bytes (§2.2.3). */
    private void length(int value, PayloadSink sink) {
        remaining |= (value & 0x7f) << shift;
        shift += 7;
        if (value >= 0x80) {
            if (shift == 28) {
                throw new WireException("a remaining length of more than four bytes");
            }
            return;
        }
        if (type == PUBLISH) {
            part = Part.TOPIC_LENGTH;
        } else {
            part = Part.ACKNOWLEDGEMENT;
            if (remaining == 0) {
                acknowledged(sink);
            }
        }
    }

    private void beginPayload(PayloadSink sink) {
        part = Part.PAYLOAD;
        sink.begin();
        if (remaining == 0) {
            part = Part.TYPE;
            sink.end();
        }
    }

    /** Both acknowledgements end with their return code: 0 is success, 0x80 a refused subscription. */
    private void acknowledged(PayloadSink sink) {
        part = Part.TYPE;
        if (type != PINGRESP && last != 0) {
            throw new WireException("refused with the return code " + last);
        }
        if (type == SUBACK) {
            sink.established();
        }
    }
}
