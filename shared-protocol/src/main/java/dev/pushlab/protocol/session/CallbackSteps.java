package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;

/** CB_HELLO: the listener that was dialled proves that it expects this call, before the dialler says anything. */
final class CallbackSteps {
    /** What begins the prologue of a registered callback. */
    static final String PROLOGUE = "pushlab/1 callback";

    private CallbackSteps() {}

    /** The dialling server waits for the client that has registered. */
    static final class AwaitRegistered implements HandshakeStep {
        private final CallbackTicket ticket;

        AwaitRegistered(CallbackTicket ticket) {
            this.ticket = ticket;
        }

        @Override
        public void enter(Conversation talk) {
            ticket.checkUsable(talk.now());
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            Message.CallbackHello hello = talk.hearInClear(frame, Message.CallbackHello.class);
            ticket.checkUsable(talk.now());
            if (!hello.registration().equals(ticket.registration())) {
                throw new ProtocolException(ReasonCode.BAD_CALLBACK, "another registration answers");
            }
            CallbackProof.check(ticket.proof(), hello.mac(), ReasonCode.BAD_CALLBACK);
            talk.goOn(NoiseStep.callback(ticket, true, talk));
        }

        @Override
        public boolean silent() {
            return true;
        }
    }

    /** The dialling server waits for the client whose fingerprint was entered by hand. */
    static final class AwaitFingerprint implements HandshakeStep {
        private final Fingerprint fingerprint;

        AwaitFingerprint(Fingerprint fingerprint) {
            this.fingerprint = fingerprint;
        }

        @Override
        public void enter(Conversation talk) {
            // The listener speaks first.
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            Message.CallbackHello hello = talk.hearInClear(frame, Message.CallbackHello.class);
            if (!hello.registration().equals(CallbackProof.NO_REGISTRATION)) {
                throw new ProtocolException(ReasonCode.BAD_CALLBACK, "the client expects another server");
            }
            // There is no registration that could be wrong: it is somebody else than the person at the console entered.
            CallbackProof.check(CallbackProof.ofListener(fingerprint), hello.mac(), ReasonCode.IDENTITY_CHANGED);
            PeerPolicy policy =
                    PeerPolicy.pinned(fingerprint.toString()).and(talk.config().peerPolicy());
            talk.goOn(new HelloSteps.Offer(Message.Direction.REVERSE, policy));
        }

        @Override
        public boolean silent() {
            return true;
        }
    }

    /** The dialled client that has registered. */
    static final class SpeakRegistered implements HandshakeStep {
        private final CallbackTicket ticket;

        SpeakRegistered(CallbackTicket ticket) {
            this.ticket = ticket;
        }

        @Override
        public void enter(Conversation talk) {
            ticket.checkUsable(talk.now());
            talk.sayInClear(new Message.CallbackHello(ticket.registration(), ticket.proof()));
            talk.goOn(NoiseStep.callback(ticket, false, talk));
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            throw new IllegalStateException("the next step has been entered");
        }
    }

    /** The dialled client that waits for any server. */
    static final class SpeakFingerprint implements HandshakeStep {
        private final Fingerprint own;

        SpeakFingerprint(Fingerprint own) {
            this.own = own;
        }

        @Override
        public void enter(Conversation talk) {
            Bytes proof = CallbackProof.ofListener(own);
            talk.sayInClear(new Message.CallbackHello(CallbackProof.NO_REGISTRATION, proof));
            talk.goOn(new HelloSteps.Choice(
                    Message.Direction.REVERSE, talk.config().peerPolicy()));
        }

        @Override
        public void received(Conversation talk, Frame frame) {
            throw new IllegalStateException("the next step has been entered");
        }
    }
}
