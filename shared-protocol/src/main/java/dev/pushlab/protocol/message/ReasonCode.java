package dev.pushlab.protocol.message;

import java.util.Locale;

/**
 * Why a request was refused or a session ended, with its code on the wire (two bytes). The text a person reads is
 * looked up by {@link #key()} in the {@code reasons} bundle.
 */
public enum ReasonCode {
    /** An orderly end at somebody's wish. */
    GOODBYE(0),
    /** The same peer goes on over another connection (the roles were exchanged). */
    MOVED(1),
    SHUTTING_DOWN(2),
    /** The server asks its client to come again over a new connection; it goes on serving. */
    RECONNECT(3),

    /** The peer did not speak this protocol (wrong magic, wrong version). */
    NOT_PUSHLAB(100),
    UNSUPPORTED_VERSION(101),
    FRAME_TOO_LONG(102),
    MALFORMED(103),
    UNKNOWN_TYPE(104),
    /** A message that is not allowed in the present state. */
    UNEXPECTED(105),
    MESSAGE_TOO_LONG(106),

    /** No cipher suite in common; also a plaintext offer where plaintext is not enabled on both sides. */
    NO_COMMON_SUITE(200),
    HANDSHAKE_FAILED(201),
    /** The peer's identity is not the pinned one: somebody may stand in between. */
    IDENTITY_CHANGED(202),
    /** The peer's certificate is expired, for another role, or its signature is wrong. */
    BAD_CERTIFICATE(203),
    HANDSHAKE_TIMEOUT(204),
    DECRYPTION_FAILED(205),
    /** The callback's registration is unknown, expired or already used. */
    BAD_CALLBACK(206),

    INVALID_TOPIC(300),
    INVALID_ID(301),
    INVALID_TYPE(302),
    INVALID_CONTENT_TYPE(303),
    INVALID_PAYLOAD(304),
    TOO_MANY_TOPICS(305),
    TOO_MANY_SUBSCRIPTIONS(306),
    NOT_SUBSCRIBED(307),
    NOT_ALLOWED(308),
    TOO_MANY_CONNECTIONS(309),
    /** More was published than one session may in that time. */
    RATE_EXCEEDED(310),
    /** The topic is durable and there is no room on the server's disk. */
    STORAGE_FULL(311),
    /** The topic is durable and the server cannot write to its disk. */
    STORAGE_UNAVAILABLE(312),
    /** Another event was published under the same key. */
    KEY_REUSED(313),
    /** A durable subscription was asked for, and the topic is not durable. */
    NOT_DURABLE(314),
    /** The durable subscription was deleted. */
    SUBSCRIPTION_DELETED(315),
    /** Another connection has the durable subscription now. */
    TAKEN_OVER(316),

    HEARTBEAT_LOST(400),
    IDLE(401),
    /** The peer did not take what was sent to it within the bound. */
    TOO_SLOW(402),
    CONNECTION_LOST(403),

    REGISTRATION_REFUSED(500),
    /** A key was offered over a session that does not prove who the other side is. */
    NOT_AUTHENTICATED(501),
    UNKNOWN_EPOCH(502),
    BAD_KEY_ACK(503),
    REVOKED(504),
    /** A key was pushed and its confirmation did not come within the bound. */
    NO_KEY_ACK(505),
    /** The server could not call back; the detail is a {@link dev.pushlab.protocol.message.CallFailure}. */
    CALL_FAILED(506),

    INTERNAL_ERROR(900);

    private final int code;

    ReasonCode(int code) {
        this.code = code;
    }

    /** 0 to 65535. */
    public int code() {
        return code;
    }

    /** The key of the localized text, e.g. {@code reason.frame-too-long}. */
    public String key() {
        return "reason." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason with this code; a code from a newer peer reads as {@link #INTERNAL_ERROR}. */
    public static ReasonCode of(int code) {
        for (ReasonCode reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return INTERNAL_ERROR;
    }
}
