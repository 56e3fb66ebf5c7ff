package dev.pushlab.protocol.message;

/**
 * Every message type with its code on the wire (one byte, docs/protocol.md). Codes are never reused.
 *
 * <p>0x01–0x0F set a session up, 0x10–0x1F carry events, 0x20–0x2F keep the session alive, 0x30–0x3F distribute keys,
 * 0x70–0x7F end things.
 */
public enum MessageType {
    HELLO(0x01),
    HELLO_OK(0x02),
    HANDSHAKE(0x03),
    // 0x04 is the frame type of records, see FrameFormat.
    CB_HELLO(0x05),
    WELCOME(0x06),

    SUBSCRIBE(0x10),
    SUBSCRIBED(0x11),
    UNSUBSCRIBE(0x12),
    EVENT(0x13),
    GAP(0x14),
    ACK(0x15),
    PUBLISH(0x16),
    PUBLISHED(0x17),
    NEXT(0x18),
    PUBLISH_ONCE(0x19),
    SUBSCRIBE_DURABLE(0x1a),
    FORGET(0x1b),
    ENDED(0x1c),

    PING(0x20),
    PONG(0x21),
    POLL(0x22),
    POLLED(0x23),

    REGISTER(0x30),
    REGISTER_OK(0x31),
    KEY_PUSH(0x32),
    KEY_ACK(0x33),
    REVOKED(0x34),

    ERROR(0x70),
    CLOSE(0x71);

    private static final MessageType[] BY_CODE = new MessageType[256];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    /** 0 to 255. */
    public int code() {
        return code;
    }

    /** The type with this code, or null if there is none. */
    public static MessageType of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
