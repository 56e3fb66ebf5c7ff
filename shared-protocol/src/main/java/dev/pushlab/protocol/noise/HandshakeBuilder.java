package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.HandshakeState.Role;
import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What one side brings to a handshake; {@link #build} checks it against the pattern. */
public final class HandshakeBuilder {
    private static final int PSK_LENGTH = 32;

    final NoiseProtocol protocol;
    final Role role;
    final List<SecretBytes> psks = new ArrayList<>();
    byte[] prologue = new byte[0];
    NoiseKeyPair localStatic;
    NoiseKeyPair fixedEphemeral;
    byte[] remoteStatic;

    HandshakeBuilder(NoiseProtocol protocol, Role role) {
        this.protocol = Objects.requireNonNull(protocol);
        this.role = Objects.requireNonNull(role);
    }

    /** What both sides have said before, in clear (§6): the handshake fails unless both saw the same. */
    public HandshakeBuilder prologue(byte[] value) {
        prologue = value.clone();
        return this;
    }

    /** This side's static key pair; remains the caller's to destroy. */
    public HandshakeBuilder localStatic(NoiseKeyPair value) {
        localStatic = Objects.requireNonNull(value);
        return this;
    }

    /** The peer's static public key, known beforehand; 32 bytes. */
    public HandshakeBuilder remoteStatic(byte[] value) {
        remoteStatic = value.clone();
        return this;
    }

    /** A pre-shared key of 32 bytes; call once for each psk of the pattern, in order. Remains the caller's. */
    public HandshakeBuilder psk(SecretBytes value) {
        psks.add(Objects.requireNonNull(value));
        return this;
    }

    /** Tests only: a key pair used twice as ephemeral key breaks every promise of the handshake. */
    HandshakeBuilder fixedEphemeral(NoiseKeyPair value) {
        fixedEphemeral = value;
        return this;
    }

    /**
     * Initialize(), §5.3.
     *
     * @throws NoiseException {@link Reason#MISSING_KEY}, {@link Reason#UNEXPECTED_KEY} or
     *     {@link Reason#INVALID_KEY} (wrong length)
     */
    public HandshakeState build() throws NoiseException {
        HandshakePattern pattern = protocol.pattern();
        checkPresence("local static key", pattern.needsLocalStatic(role), localStatic != null);
        checkPresence("remote static key", pattern.needsRemoteStatic(role), remoteStatic != null);
        if (psks.size() < pattern.pskCount()) {
            throw new NoiseException(Reason.MISSING_KEY, describe(pattern.pskCount() + " psk needed"));
        }
        if (psks.size() > pattern.pskCount()) {
            throw new NoiseException(Reason.UNEXPECTED_KEY, describe(pattern.pskCount() + " psk needed"));
        }
        for (SecretBytes psk : psks) {
            checkLength("psk", PSK_LENGTH, psk.length());
        }
        if (remoteStatic != null) {
            checkLength("remote static key", X25519.KEY_LENGTH, remoteStatic.length);
        }
        return new HandshakeState(this);
    }

    private void checkPresence(String what, boolean needed, boolean present) throws NoiseException {
        if (needed && !present) {
            throw new NoiseException(Reason.MISSING_KEY, describe(what + " needed"));
        }
        if (present && !needed) {
            throw new NoiseException(Reason.UNEXPECTED_KEY, describe(what + " given but of no use"));
        }
    }

    private void checkLength(String what, int expected, int actual) throws NoiseException {
        if (actual != expected) {
            throw new NoiseException(Reason.INVALID_KEY, describe(what + " of " + actual + " bytes, not " + expected));
        }
    }

    private String describe(String problem) {
        return protocol.name() + " " + role + ": " + problem;
    }
}
