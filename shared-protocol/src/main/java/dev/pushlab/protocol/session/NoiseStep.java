package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.HandshakeBuilder;
import dev.pushlab.protocol.noise.HandshakeState;
import dev.pushlab.protocol.noise.NoiseException;
import dev.pushlab.protocol.noise.NoiseKeyPair;
import dev.pushlab.protocol.noise.NoiseProtocol;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.noise.TransportKeys;
import java.util.Optional;

/**
 * The Noise handshake of a session, whichever pattern: writes when it is its turn, reads otherwise, and checks what the
 * pattern leaves to be checked. Of XX the messages after the first carry certificates; all other payloads are empty.
 */
final class NoiseStep implements HandshakeStep {
    private static final byte[] NO_PAYLOAD = new byte[0];

    private final Message.Direction direction;
    private final Suite suite;
    private final boolean initiator;
    private final byte[] prologue;
    private final PeerPolicy policy;

    private Optional<NoiseKeyPair> localStatic = Optional.empty();
    private Optional<byte[]> knownRemoteStatic = Optional.empty();
    private Optional<SecretBytes> psk = Optional.empty();
    private Optional<SecretBytes> token = Optional.empty();
    private Optional<Certificates> certificates = Optional.empty();
    private Optional<Peer> peer = Optional.empty();
    private Optional<CallbackTicket> ticket = Optional.empty();

    private HandshakeState noise;
    private int messages;

    private NoiseStep(Message.Direction direction, Suite suite, boolean initiator, byte[] prologue, PeerPolicy policy) {
        this.direction = direction;
        this.suite = suite;
        this.initiator = initiator;
        this.prologue = prologue;
        this.policy = policy;
    }

    /** XX: both show certificates. */
    static NoiseStep identities(
            Message.Direction direction, Suite suite, boolean initiator, Conversation talk, PeerPolicy policy) {
        NoiseStep step = new NoiseStep(direction, suite, initiator, talk.prologue(HelloSteps.PROLOGUE), policy);
        NoiseKeyPair keys = NoiseKeyPair.generate();
        step.localStatic = Optional.of(keys);
        step.certificates = Optional.of(new Certificates(talk.config(), keys.publicKey(), talk.now()));
        return step;
    }

    /** NNpsk0: knowing the secret is all there is to prove. */
    static NoiseStep sharedSecret(Message.Direction direction, Suite suite, boolean initiator, Conversation talk) {
        NoiseStep step =
                new NoiseStep(direction, suite, initiator, talk.prologue(HelloSteps.PROLOGUE), PeerPolicy.anyone());
        step.psk = talk.config().psk();
        return step;
    }

    /** KKpsk0: both know each other's static key from the registering session, and the token besides. */
    static NoiseStep callback(CallbackTicket ticket, boolean initiator, Conversation talk) {
        NoiseStep step = new NoiseStep(
                Message.Direction.REVERSE,
                ticket.suite(),
                initiator,
                talk.prologue(CallbackSteps.PROLOGUE),
                PeerPolicy.anyone());
        step.localStatic = Optional.of(ticket.copyOfLocalStatic());
        step.knownRemoteStatic = Optional.of(ticket.remoteStatic());
        step.token = Optional.of(ticket.token());
        step.peer = Optional.of(ticket.peer());
        step.ticket = Optional.of(ticket);
        return step;
    }

    @Override
    public void enter(Conversation talk) {
        try {
            HandshakeBuilder builder = HandshakeState.builder(
                            NoiseProtocol.parse(suite.noiseName()),
                            initiator ? HandshakeState.Role.INITIATOR : HandshakeState.Role.RESPONDER)
                    .prologue(prologue);
            localStatic.ifPresent(builder::localStatic);
            knownRemoteStatic.ifPresent(builder::remoteStatic);
            psk.ifPresent(builder::psk);
            token.ifPresent(builder::psk);
            noise = builder.build();
            advance(talk);
        } catch (NoiseException e) {
            throw failed(e);
        }
    }

    @Override
    public void received(Conversation talk, Frame frame) {
        Message.Handshake message = talk.hear(frame, Message.Handshake.class);
        try {
            judge(noise.readMessage(message.noise().toArray()));
            messages++;
            advance(talk);
        } catch (NoiseException e) {
            throw failed(e);
        }
    }

    private void judge(byte[] payload) {
        if (carriesCertificate()) {
            byte[] remoteStatic = noise.remoteStatic().orElseThrow();
            peer = Optional.of(certificates.orElseThrow().judge(payload, remoteStatic));
        } else if (payload.length > 0) {
            throw new ProtocolException(ReasonCode.HANDSHAKE_FAILED, "payload of " + payload.length + " bytes");
        }
    }

    /** Whether the message that is due does: of XX all but the first. */
    private boolean carriesCertificate() {
        return certificates.isPresent() && messages > 0;
    }

    /** Writes what is due, or ends. A peer that is not wanted is turned away before our identity is shown. */
    private void advance(Conversation talk) throws NoiseException {
        if (noise.action() == HandshakeState.Action.WRITE) {
            Optional<ReasonCode> objection = objection();
            if (objection.isPresent()) {
                throw new ProtocolException(objection.get(), refusal());
            }
            byte[] payload = carriesCertificate() ? certificates.orElseThrow().own() : NO_PAYLOAD;
            talk.say(new Message.Handshake(Bytes.of(noise.writeMessage(payload))));
            messages++;
        }
        if (noise.action() == HandshakeState.Action.SPLIT) {
            finish(talk);
        }
    }

    private void finish(Conversation talk) throws NoiseException {
        if (ticket.isPresent() && !ticket.get().use()) {
            throw new ProtocolException(ReasonCode.BAD_CALLBACK, "the registration was used before");
        }
        byte[] hash = noise.handshakeHash();
        Optional<ChannelKeys.Statics> statics = localStatic.map(
                local -> new ChannelKeys.Statics(local, noise.remoteStatic().orElseThrow()));
        TransportKeys transport = noise.split();
        ChannelKeys keys = new ChannelKeys(noise.protocol(), initiator, transport, statics, psk);
        Established established = new Established(direction, suite, peer, Bytes.of(hash), Optional.of(keys));
        Optional<ReasonCode> objection = objection();
        if (objection.isPresent()) {
            talk.refuse(established, objection.get(), refusal());
        } else {
            talk.establish(established);
        }
    }

    private Optional<ReasonCode> objection() {
        return peer.flatMap(policy::check);
    }

    private String refusal() {
        return "the identity " + peer.map(Peer::fingerprint).orElse("") + " is not accepted";
    }

    @Override
    public void abandoned() {
        if (noise != null) {
            noise.destroy();
        }
        localStatic.ifPresent(NoiseKeyPair::destroy);
    }

    private static ProtocolException failed(NoiseException e) {
        return new ProtocolException(ReasonCode.HANDSHAKE_FAILED, e.getMessage(), e);
    }
}
