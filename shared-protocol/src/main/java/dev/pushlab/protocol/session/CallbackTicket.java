package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.NoiseException;
import dev.pushlab.protocol.noise.NoiseKeyPair;
import dev.pushlab.protocol.noise.SecretBytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What both sides keep of a registration until the server calls back: the one-time token, whom to expect, and with
 * which keys. Good for one call; wiped by {@link #destroy()}. It stays good when the registering session ends.
 */
public final class CallbackTicket {
    private static final String TOKEN_LABEL = "pushlab callback token";
    private static final int TOKEN_BYTES = 32;

    private final Bytes registration;
    private final Instant expiry;
    private final Suite suite;
    private final Peer peer;
    private final SecretBytes token;
    private final NoiseKeyPair localStatic;
    private final byte[] remoteStatic;
    private final AtomicBoolean used = new AtomicBoolean();

    private CallbackTicket(
            Bytes registration,
            Instant expiry,
            Suite suite,
            Peer peer,
            SecretBytes token,
            NoiseKeyPair localStatic,
            byte[] remoteStatic) {
        this.registration = registration;
        this.expiry = expiry;
        this.suite = suite;
        this.peer = peer;
        this.token = token;
        this.localStatic = localStatic;
        this.remoteStatic = remoteStatic;
    }

    /**
     * The ticket of a registration, derived alike on both sides from the session it was made over and from what was
     * said: server and client call this with equal messages, while that session is open.
     *
     * @throws IllegalStateException if the session does not prove both identities (only XX and what came of it does):
     *     refuse the registration with {@code NOT_AUTHENTICATED}; or if the session has ended
     */
    public static CallbackTicket derive(Session session, Message.Register register, Message.RegisterOk answer) {
        ChannelKeys keys = session instanceof ChannelSession over
                ? over.established().keys().orElse(null)
                : null;
        if (keys == null || keys.statics().isEmpty() || session.peer().isEmpty()) {
            throw new IllegalStateException("a session with " + session.suite() + " cannot register a callback");
        }
        byte[] context = ByteBuffer.allocate(32)
                .put(answer.registration().toArray())
                .put(register.nonce().toArray())
                .array();
        ChannelKeys.Statics statics = keys.statics().get();
        return new CallbackTicket(
                answer.registration(),
                answer.expiry(),
                callbackSuite(session.suite()),
                session.peer().get(),
                SecretBytes.takeOver(keys.exporter().export(TOKEN_LABEL, context, TOKEN_BYTES)),
                copy(statics.local()),
                statics.remote().clone());
    }

    /** The cipher stays the negotiated one. */
    private static Suite callbackSuite(Suite registering) {
        return switch (registering) {
            case XX_CHACHAPOLY, CALLBACK_CHACHAPOLY -> Suite.CALLBACK_CHACHAPOLY;
            case XX_AESGCM, CALLBACK_AESGCM -> Suite.CALLBACK_AESGCM;
            case PSK_CHACHAPOLY, PSK_AESGCM, PLAINTEXT ->
                throw new IllegalStateException("no identities in " + registering);
        };
    }

    private static NoiseKeyPair copy(NoiseKeyPair pair) {
        try {
            return NoiseKeyPair.fromPrivateKey(
                    SecretBytes.takeOver(pair.privateKey().copy()));
        } catch (NoiseException e) {
            throw new IllegalStateException("a key pair that cannot be copied", e);
        }
    }

    public Bytes registration() {
        return registration;
    }

    public Instant expiry() {
        return expiry;
    }

    /** Whom to expect: the peer of the registering session. */
    public Peer peer() {
        return peer;
    }

    /** Whether a call has been completed with it. */
    public boolean isUsed() {
        return used.get();
    }

    /** Wipes the token and the keys. A call in progress fails. */
    public void destroy() {
        used.set(true);
        token.destroy();
        localStatic.destroy();
    }

    Suite suite() {
        return suite;
    }

    /** Still owned by this ticket. */
    SecretBytes token() {
        return token;
    }

    NoiseKeyPair copyOfLocalStatic() {
        return copy(localStatic);
    }

    byte[] remoteStatic() {
        return remoteStatic.clone();
    }

    Bytes proof() {
        return CallbackProof.ofRegistered(token, registration);
    }

    /** @throws ProtocolException {@code BAD_CALLBACK} if it has expired or was used */
    void checkUsable(Instant now) {
        if (used.get()) {
            throw new ProtocolException(ReasonCode.BAD_CALLBACK, "the registration was used before");
        }
        if (now.isAfter(expiry)) {
            throw new ProtocolException(ReasonCode.BAD_CALLBACK, "the registration expired at " + expiry);
        }
    }

    /** Takes the one use; false if it is gone already. */
    boolean use() {
        return used.compareAndSet(false, true);
    }

    @Override
    public String toString() {
        return "CallbackTicket[" + registration + " for " + peer.name() + ", until " + expiry + "]";
    }
}
