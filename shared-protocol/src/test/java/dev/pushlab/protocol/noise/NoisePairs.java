package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.HandshakeState.Action;
import dev.pushlab.protocol.noise.HandshakeState.Role;
import java.util.ArrayList;
import java.util.List;

/** Both sides of a handshake with matching keys, for tests. */
final class NoisePairs {
    static final byte[] NONE = new byte[0];

    private final NoiseProtocol protocol;
    private final NoiseKeyPair initiatorStatic = NoiseKeyPair.generate();
    private final NoiseKeyPair responderStatic = NoiseKeyPair.generate();
    private final List<SecretBytes> psks = new ArrayList<>();

    NoisePairs(String name) throws NoiseException {
        protocol = NoiseProtocol.parse(name);
        for (int i = 0; i < protocol.pattern().pskCount(); i++) {
            psks.add(SecretBytes.random(32));
        }
    }

    NoiseProtocol protocol() {
        return protocol;
    }

    /** A builder with everything the side needs. */
    HandshakeBuilder side(Role role) {
        return withPsks(role, psks);
    }

    /** A builder with these psks instead of the right ones. */
    HandshakeBuilder withPsks(Role role, List<SecretBytes> others) {
        HandshakePattern pattern = protocol.pattern();
        HandshakeBuilder builder = HandshakeState.builder(protocol, role);
        if (pattern.needsLocalStatic(role)) {
            builder.localStatic(staticOf(role));
        }
        if (pattern.needsRemoteStatic(role)) {
            builder.remoteStatic(staticOf(role.other()).publicKey());
        }
        others.forEach(builder::psk);
        return builder;
    }

    NoiseKeyPair staticOf(Role role) {
        return role == Role.INITIATOR ? initiatorStatic : responderStatic;
    }

    int messages() {
        return protocol.pattern().messages().size();
    }

    /** Exchanges messages with empty payloads, up to but without the one with this index. */
    static void exchange(HandshakeState initiator, HandshakeState responder, int until) throws NoiseException {
        for (int i = 0; i < until; i++) {
            boolean forward = initiator.action() == Action.WRITE;
            HandshakeState writer = forward ? initiator : responder;
            HandshakeState reader = forward ? responder : initiator;
            reader.readMessage(writer.writeMessage(NONE));
        }
    }

    /** A finished handshake: the initiator's keys, then the responder's. */
    TransportKeys[] connect() throws NoiseException {
        HandshakeState initiator = side(Role.INITIATOR).build();
        HandshakeState responder = side(Role.RESPONDER).build();
        exchange(initiator, responder, messages());
        return new TransportKeys[] {initiator.split(), responder.split()};
    }
}
