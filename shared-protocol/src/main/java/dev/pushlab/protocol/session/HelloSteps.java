package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/** HELLO and HELLO_OK: agreeing on a suite. */
final class HelloSteps {
    /** What begins the prologue of a negotiated handshake. */
    static final String PROLOGUE = "pushlab/1";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;

    private HelloSteps() {}

    /** The side that dialled: offers, and takes what was chosen. */
    static final class Offer implements HandshakeStep {
        private final Message.Direction direction;
        private final PeerPolicy policy;

        Offer(Message.Direction direction, PeerPolicy policy) {
            this.direction = direction;
            this.policy = policy;
        }

        @Override
        public void enter(Conversation talk) {
            talk.sayInClear(new Message.Hello(direction, talk.config().suites(), nonce()));
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            Suite chosen = talk.hearInClear(frame, Message.HelloOk.class).suite();
            if (!talk.config().suites().contains(chosen)) {
                throw new ProtocolException(ReasonCode.NO_COMMON_SUITE, chosen + " was chosen but not offered");
            }
            proceed(talk, direction, chosen, true, policy);
        }
    }

    /** The side that was dialled: chooses the first offered suite that it accepts. */
    static final class Choice implements HandshakeStep {
        private final Message.Direction direction;
        private final PeerPolicy policy;

        Choice(Message.Direction direction, PeerPolicy policy) {
            this.direction = direction;
            this.policy = policy;
        }

        @Override
        public void enter(Conversation talk) {
            // The dialler speaks first.
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            Message.Hello hello = talk.hearInClear(frame, Message.Hello.class);
            if (hello.direction() != direction) {
                throw new ProtocolException(
                        ReasonCode.UNEXPECTED, "direction " + hello.direction() + " where only " + direction + " is");
            }
            Suite chosen = hello.suites().stream()
                    .filter(talk.config().suites()::contains)
                    .findFirst()
                    .orElseThrow(() -> new ProtocolException(
                            ReasonCode.NO_COMMON_SUITE,
                            "offered " + hello.suites() + ", accepted "
                                    + talk.config().suites()));
            talk.sayInClear(new Message.HelloOk(chosen, nonce()));
            proceed(talk, direction, chosen, false, policy);
        }
    }

    private static void proceed(
            Conversation talk, Message.Direction direction, Suite suite, boolean initiator, PeerPolicy policy) {
        switch (suite) {
            case XX_CHACHAPOLY, XX_AESGCM -> talk.goOn(NoiseStep.identities(direction, suite, initiator, talk, policy));
            case PSK_CHACHAPOLY, PSK_AESGCM -> talk.goOn(NoiseStep.sharedSecret(direction, suite, initiator, talk));
            case PLAINTEXT ->
                talk.establish(new Established(
                        direction,
                        suite,
                        Optional.empty(),
                        Bytes.of(sha256(talk.prologue(PROLOGUE))),
                        Optional.empty()));
            case CALLBACK_CHACHAPOLY, CALLBACK_AESGCM ->
                throw new ProtocolException(ReasonCode.NO_COMMON_SUITE, suite + " is never negotiated");
        }
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 missing from this platform", e);
        }
    }

    private static Bytes nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return Bytes.of(nonce);
    }
}
