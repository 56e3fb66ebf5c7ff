package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.HandshakePattern.Token;
import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.security.auth.Destroyable;

/**
 * One side of a handshake in progress (§5.3).
 *
 * <pre>{@code
 * HandshakeState handshake = HandshakeState.builder(NoiseProtocol.parse("Noise_XX_25519_ChaChaPoly_SHA256"),
 *                 Role.INITIATOR)
 *         .prologue(prologue)
 *         .localStatic(keyPair)
 *         .build();
 * send(handshake.writeMessage(new byte[0]));
 * byte[] payload = handshake.readMessage(receive());
 * check(payload, handshake.remoteStatic());
 * send(handshake.writeMessage(ownPayload));
 * TransportKeys keys = handshake.split();
 * }</pre>
 *
 * <p>Reading a bad message ends the handshake for good: the secrets are wiped and every later call fails with
 * {@link Reason#WRONG_STATE}. A call out of turn, or a payload too long to be written, changes nothing. Not
 * thread-safe.
 */
public final class HandshakeState implements Destroyable, AutoCloseable {
    /** Who sends the first message. It need not be who opened the connection. */
    public enum Role {
        INITIATOR,
        RESPONDER;

        /** The opposite side. */
        public Role other() {
            return this == INITIATOR ? RESPONDER : INITIATOR;
        }
    }

    /** What can be done next. */
    public enum Action {
        /** {@link HandshakeState#writeMessage} is due. */
        WRITE,
        /** {@link HandshakeState#readMessage} is due. */
        READ,
        /** All messages are through: {@link HandshakeState#split} is due. */
        SPLIT,
        /** Split: the handshake hash and the remote static key can still be asked for. */
        COMPLETE,
        /** A message failed, or {@link HandshakeState#destroy} was called: nothing more will work. */
        FAILED
    }

    private final NoiseProtocol protocol;
    private final Role role;
    private final SymmetricState symmetric;
    private final List<SecretBytes> psks;
    private final NoiseKeyPair localStatic;
    private NoiseKeyPair localEphemeral;
    private byte[] remoteStatic;
    private byte[] remoteEphemeral;
    private int messageIndex;
    private int pskIndex;
    private Action action;

    HandshakeState(HandshakeBuilder builder) {
        protocol = builder.protocol;
        role = builder.role;
        localStatic = builder.localStatic;
        localEphemeral = builder.fixedEphemeral;
        remoteStatic = builder.remoteStatic;
        psks = List.copyOf(builder.psks);
        symmetric = new SymmetricState(protocol);
        symmetric.mixHash(builder.prologue);
        for (Role owner : Role.values()) {
            if (protocol.pattern().staticKnown(owner)) {
                symmetric.mixHash(owner == role ? localStatic.publicKey() : remoteStatic);
            }
        }
        action = role == Role.INITIATOR ? Action.WRITE : Action.READ;
    }

    /** Starts describing one side of a handshake. */
    public static HandshakeBuilder builder(NoiseProtocol protocol, Role role) {
        return new HandshakeBuilder(protocol, role);
    }

    public NoiseProtocol protocol() {
        return protocol;
    }

    public Role role() {
        return role;
    }

    /** What can be done next. */
    public Action action() {
        return action;
    }

    /**
     * How many bytes the message that is due next has besides its payload: keys and tags.
     *
     * @throws NoiseException {@link Reason#WRONG_STATE} if no message is due
     */
    public int nextMessageOverhead() throws NoiseException {
        if (action != Action.WRITE && action != Action.READ) {
            throw new NoiseException(Reason.WRONG_STATE, "no handshake message is due: " + action);
        }
        boolean keyed = symmetric.hasKey();
        int overhead = 0;
        for (Token token : tokens()) {
            switch (token) {
                case E -> {
                    overhead += X25519.KEY_LENGTH;
                    keyed |= usesPsk();
                }
                case S -> overhead += X25519.KEY_LENGTH + (keyed ? NoiseCipher.TAG_LENGTH : 0);
                case EE, ES, SE, SS, PSK -> keyed = true;
            }
        }
        return overhead + (keyed ? NoiseCipher.TAG_LENGTH : 0);
    }

    /**
     * WriteMessage(payload, message_buffer), §5.3.
     *
     * @param payload may be empty; how well it is protected depends on the pattern and the message (§7.7)
     * @return the message, at most 65535 bytes
     * @throws NoiseException {@link Reason#WRONG_STATE} if it is not this side's turn;
     *     {@link Reason#MESSAGE_TOO_LONG}; {@link Reason#INVALID_KEY} if a key of the peer is a low-order point
     */
    public byte[] writeMessage(byte[] payload) throws NoiseException {
        expect(Action.WRITE);
        // Compared in this order, so that no sum can overflow.
        int overhead = nextMessageOverhead();
        if (payload.length > CipherState.MAX_MESSAGE_LENGTH - overhead) {
            throw new NoiseException(
                    Reason.MESSAGE_TOO_LONG,
                    "handshake payload of " + payload.length + " bytes does not fit into a message with " + overhead
                            + " bytes of keys and tags");
        }
        byte[] message = new byte[overhead + payload.length];
        boolean written = false;
        try {
            int at = 0;
            for (Token token : tokens()) {
                switch (token) {
                    case E -> at += writeEphemeral(message, at);
                    case S -> {
                        byte[] key = localStatic.publicKey();
                        at += symmetric.encryptAndHash(key, 0, key.length, message, at);
                    }
                    case EE, ES, SE, SS -> mixDh(token);
                    case PSK -> mixPsk();
                }
            }
            symmetric.encryptAndHash(payload, 0, payload.length, message, at);
            written = true;
        } finally {
            advance(written);
        }
        return message;
    }

    /**
     * ReadMessage(message, payload_buffer), §5.3.
     *
     * @return the payload
     * @throws NoiseException {@link Reason#WRONG_STATE} if no message is expected; {@link Reason#MESSAGE_TOO_LONG},
     *     {@link Reason#MESSAGE_TRUNCATED}, {@link Reason#AUTHENTICATION_FAILED} or {@link Reason#INVALID_KEY}, after
     *     which the handshake has failed
     */
    public byte[] readMessage(byte[] message) throws NoiseException {
        expect(Action.READ);
        boolean read = false;
        try {
            byte[] payload = readTokensAndPayload(message);
            read = true;
            return payload;
        } finally {
            advance(read);
        }
    }

    private byte[] readTokensAndPayload(byte[] message) throws NoiseException {
        if (message.length > CipherState.MAX_MESSAGE_LENGTH) {
            throw new NoiseException(Reason.MESSAGE_TOO_LONG, "handshake message of " + message.length + " bytes");
        }
        int overhead = nextMessageOverhead();
        if (message.length < overhead) {
            throw new NoiseException(
                    Reason.MESSAGE_TRUNCATED,
                    "handshake message of " + message.length + " bytes has to contain at least " + overhead);
        }
        int at = 0;
        for (Token token : tokens()) {
            switch (token) {
                case E -> {
                    remoteEphemeral = Arrays.copyOfRange(message, at, at + X25519.KEY_LENGTH);
                    mixEphemeral(remoteEphemeral);
                    at += X25519.KEY_LENGTH;
                }
                case S -> {
                    int length = X25519.KEY_LENGTH + (symmetric.hasKey() ? NoiseCipher.TAG_LENGTH : 0);
                    remoteStatic = symmetric.decryptAndHash(message, at, length);
                    at += length;
                }
                case EE, ES, SE, SS -> mixDh(token);
                case PSK -> mixPsk();
            }
        }
        return symmetric.decryptAndHash(message, at, message.length - at);
    }

    /**
     * Split(), §5.2: ends the handshake. The secrets that led here are wiped.
     *
     * @throws NoiseException {@link Reason#WRONG_STATE} if messages are outstanding or it was done already
     */
    public TransportKeys split() throws NoiseException {
        expect(Action.SPLIT);
        CipherState[] states = symmetric.split();
        SecretBytes exporter = symmetric.exporterSecret();
        if (protocol.pattern().isOneWay()) {
            states[1].destroy();
            states[1] = null;
        }
        wipe();
        action = Action.COMPLETE;
        return role == Role.INITIATOR
                ? new TransportKeys(states[0], states[1], exporter)
                : new TransportKeys(states[1], states[0], exporter);
    }

    /**
     * GetHandshakeHash(), §5.2 and §11.2: identifies this very session, for channel binding. Not secret.
     *
     * @return 32 or 64 bytes, equal on both sides
     * @throws NoiseException {@link Reason#WRONG_STATE} before the last message
     */
    public byte[] handshakeHash() throws NoiseException {
        if (action != Action.SPLIT && action != Action.COMPLETE) {
            throw new NoiseException(Reason.WRONG_STATE, "handshake hash is not final: " + action);
        }
        return symmetric.handshakeHash();
    }

    /** The peer's static public key, 32 bytes, if the pattern has one and it is known by now. */
    public Optional<byte[]> remoteStatic() {
        return Optional.ofNullable(remoteStatic).map(byte[]::clone);
    }

    /** Gives the handshake up and wipes its secrets. The static key pair and the psks remain the caller's. */
    @Override
    public void destroy() {
        if (action != Action.COMPLETE) {
            action = Action.FAILED;
        }
        wipe();
    }

    @Override
    public boolean isDestroyed() {
        return action == Action.FAILED || action == Action.COMPLETE;
    }

    /** The same as {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return protocol.name() + " " + role + ", message " + (messageIndex + 1) + ", " + action;
    }

    private List<Token> tokens() {
        return protocol.pattern().messages().get(messageIndex);
    }

    private boolean usesPsk() {
        return !psks.isEmpty();
    }

    private void expect(Action expected) throws NoiseException {
        if (action != expected) {
            throw new NoiseException(Reason.WRONG_STATE, "handshake is at " + action + ", not " + expected);
        }
    }

    private void advance(boolean succeeded) {
        if (!succeeded) {
            destroy();
            return;
        }
        messageIndex++;
        if (messageIndex == protocol.pattern().messages().size()) {
            action = Action.SPLIT;
        } else {
            action = action == Action.WRITE ? Action.READ : Action.WRITE;
        }
    }

    private int writeEphemeral(byte[] message, int at) {
        if (localEphemeral == null) {
            localEphemeral = NoiseKeyPair.generate();
        }
        byte[] key = localEphemeral.publicKey();
        System.arraycopy(key, 0, message, at, key.length);
        mixEphemeral(key);
        return key.length;
    }

    /** In patterns with a psk the ephemeral key also goes into the chaining key (§9.2). */
    private void mixEphemeral(byte[] publicKey) {
        symmetric.mixHash(publicKey);
        if (usesPsk()) {
            symmetric.mixKey(publicKey);
        }
    }

    /** The first letter is the initiator's key, the second the responder's. */
    private void mixDh(Token token) throws NoiseException {
        boolean initiator = role == Role.INITIATOR;
        boolean localIsStatic = token == Token.SS || token == (initiator ? Token.SE : Token.ES);
        boolean remoteIsStatic = token == Token.SS || token == (initiator ? Token.ES : Token.SE);
        NoiseKeyPair local = localIsStatic ? localStatic : localEphemeral;
        byte[] remote = remoteIsStatic ? remoteStatic : remoteEphemeral;
        try (SecretBytes secret = local.sharedSecret(remote)) {
            symmetric.mixKey(secret.bytes());
        }
    }

    private void mixPsk() {
        symmetric.mixKeyAndHash(psks.get(pskIndex).bytes());
        pskIndex++;
    }

    private void wipe() {
        symmetric.destroy();
        if (localEphemeral != null) {
            localEphemeral.destroy();
        }
    }
}
