package dev.pushlab.protocol.frame;

import dev.pushlab.protocol.message.ReasonCode;
import io.netty.handler.codec.DecoderException;
import java.util.Objects;

/**
 * The peer broke the protocol, or a bound of it: the one exception of every decoder and handshake step. It is answered
 * in one place, which tells the peer the reason and closes.
 */
public final class ProtocolException extends DecoderException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;
    private final String detail;

    /** @param detail for logs and developers, in English, without secrets; shortened to 255 characters on the wire */
    public ProtocolException(ReasonCode reason, String detail) {
        this(reason, detail, null);
    }

    public ProtocolException(ReasonCode reason, String detail, Throwable cause) {
        super(reason + ": " + detail, cause);
        this.reason = Objects.requireNonNull(reason);
        this.detail = detail;
    }

    public ReasonCode reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }
}
