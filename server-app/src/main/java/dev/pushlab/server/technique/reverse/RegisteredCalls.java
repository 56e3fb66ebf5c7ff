package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.CallFailure;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that clients ask for with REGISTER. The address dialled is the one the client is observed at, never one it
 * names; each registration is good for one call. If that fails, the client is told why over the connection it has, and
 * its key goes there, too. Confined to the home loop but for {@link #register}.
 */
final class RegisteredCalls {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredCalls.class);

    private final EventLoop home;
    private final DialPolicy policy;
    private final RegistrationTable table;
    private final Dialer dialer;
    private final KeyDistribution keys;

    RegisteredCalls(EventLoop home, DialPolicy policy, RegistrationTable table, Dialer dialer, KeyDistribution keys) {
        this.home = home;
        this.policy = policy;
        this.table = table;
        this.dialer = dialer;
        this.keys = keys;
    }

    /** On the session's loop. */
    void register(Session session, Message.Register request) {
        Optional<Peer> peer = session.peer();
        if (peer.isEmpty() || !session.suite().authenticated()) {
            refuse(session, ReasonCode.NOT_AUTHENTICATED, "only a client that has proved its identity is called");
        } else if (keys.isRevoked(peer.get().fingerprint())) {
            refuse(session, ReasonCode.REVOKED, "this member was revoked");
        } else {
            home.execute(() -> admit(session, peer.get(), request));
        }
    }

    // snippet:begin admit
    private void admit(Session session, Peer peer, Message.Register request) {
        InetSocketAddress target = new InetSocketAddress(session.remoteAddress().getAddress(), request.listenPort());
        Optional<String> refusal = policy.checkPort(request.listenPort())
                .or(() -> policy.checkAddress(target.getAddress()))
                .or(() -> table.admit(peer.fingerprint(), request.nonce()))
                .or(() -> policy.countCall(target)
                        ? Optional.empty()
                        : Optional.of("this address was called too often in the last minute"));
        if (refusal.isPresent()) {
            LOG.info("{} is not called at {}: {}", peer.name(), target, refusal.get());
            refuse(session, ReasonCode.REGISTRATION_REFUSED, refusal.get());
            return;
        }
        Message.RegisterOk answer =
                new Message.RegisterOk(table.newId(), target.getAddress().getHostAddress(), table.expiry());
        CallbackTicket ticket;
        try {
            ticket = CallbackTicket.derive(session, request, answer);
        } catch (IllegalStateException e) {
            refuse(session, ReasonCode.NOT_AUTHENTICATED, String.valueOf(e.getMessage()));
            return;
        }
        table.add(new Registration(
                answer.registration(),
                peer.fingerprint(),
                request.memberId(),
                target,
                answer.expiry(),
                ticket,
                session));
        keys.registered(session, request.memberId());
        // The client can only answer the call once it has read this: so not before it is on its way.
        session.send(answer).whenComplete((sent, failure) -> home.execute(() -> call(answer.registration())));
    }
    // snippet:end

    private void call(Bytes id) {
        table.take(id)
                .ifPresent(registration -> dialer.dial(new Call(
                        registration.target(),
                        registration.fingerprint(),
                        Optional.of(registration.ticket()),
                        new Progress(registration))));
    }

    private static void refuse(Session session, ReasonCode reason, String detail) {
        session.send(new Message.Error(reason, Optional.empty(), detail));
    }

    private final class Progress implements Call.Outcome {
        private final Registration registration;

        Progress(Registration registration) {
            this.registration = registration;
        }

        @Override
        public void step(MemberState step) {
            keys.calling(registration.fingerprint(), registration.name(), Addresses.text(registration.target()), step);
        }

        @Override
        public void established(Session session) {
            registration.ticket().destroy();
        }

        @Override
        public void failed(MemberFailure failure) {
            registration.ticket().destroy();
            LOG.info(
                    "{} could not be called at {}: {} {}",
                    registration.name(),
                    registration.target(),
                    failure.key(),
                    failure.detail());
            Message notice = new Message.Error(
                    ReasonCode.CALL_FAILED,
                    Optional.empty(),
                    new CallFailure(failure.key(), failure.detail()).toString());
            // Also what ends this session before it is sent is no loss: then there is nobody to tell.
            registration.forward().send(notice);
            keys.callFailed(registration.fingerprint(), failure);
        }

        @Override
        public void ended(Session session, ReasonCode reason, String detail) {
            // The session has reported it; there is no second call for one registration.
        }
    }
}
