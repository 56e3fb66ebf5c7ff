package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One attempt to reach a client.
 *
 * @param ticket of the registration that the client must show; empty for a call by hand, where the fingerprint is all
 */
record Call(InetSocketAddress target, String fingerprint, Optional<CallbackTicket> ticket, Outcome outcome) {
    /** Told on the home loop of {@link Dialer}: steps, then either failed, or established and later ended. */
    interface Outcome {
        /** {@link MemberState#DIALING}, {@link MemberState#COOKIE_OK} or {@link MemberState#HANDSHAKE}. */
        void step(MemberState step);

        void established(Session session);

        void failed(MemberFailure failure);

        void ended(Session session, ReasonCode reason, String detail);
    }
}
