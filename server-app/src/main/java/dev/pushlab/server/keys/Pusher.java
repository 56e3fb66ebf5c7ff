package dev.pushlab.server.keys;

import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.WrappedKey;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.session.Session;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes the present key over one session of a member, and again until the member confirms it or the attempts are used
 * up. Confined to the thread of {@link KeyDistribution}.
 */
final class Pusher {
    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);

    private final KeyOptions options;
    private final Epochs epochs;
    private final Clock clock;
    private final Confined thread;

    Pusher(KeyOptions options, Epochs epochs, Clock clock, Confined thread) {
        this.options = options;
        this.epochs = epochs;
        this.clock = clock;
        this.thread = thread;
    }

    /** Pushes over the newest session, if there is one, and waits for the confirmation. */
    void push(MemberRecord member) {
        Optional<Session> newest = member.session();
        if (newest.isEmpty()) {
            member.offline(clock.instant());
            return;
        }
        member.beginPush(newest.get(), clock.instant());
        attempt(member, 1);
    }

    private void attempt(MemberRecord member, int number) {
        Session session = member.pushedOver();
        GroupKey key = epochs.key();
        if (key.isExpired(clock.instant())) {
            fail(member, ReasonCode.UNKNOWN_EPOCH, "the key has expired and could not be replaced");
            return;
        }
        member.pushed(session, key.epoch());
        WrappedKey bytes = unprotected(key);
        Message push = new Message.KeyPush(
                options.groupId(),
                key.epoch(),
                options.algorithm(),
                key.notAfter(),
                List.of(new Message.Wrap(0, bytes)));
        session.send(push).whenComplete((sent, failure) -> bytes.destroy());
        long millis = options.ackTimeout().toMillis();
        member.await(thread.schedule(() -> unconfirmed(member, number), millis, TimeUnit.MILLISECONDS));
    }

    /** The bare key, for a session that protects it; wiped once it is sent. */
    private static WrappedKey unprotected(GroupKey key) {
        byte[] copy = key.key().copy();
        try {
            return new WrappedKey(copy);
        } finally {
            SecretBytes.wipe(copy);
        }
    }

    private void unconfirmed(MemberRecord member, int number) {
        if (!member.awaits(member.pushedOver())) {
            return;
        }
        if (number < options.attempts()) {
            attempt(member, number + 1);
        } else {
            fail(member, ReasonCode.NO_KEY_ACK, "no KEY_ACK after " + number + " pushes");
        }
    }

    /** The push that the member awaits has come to nothing. */
    void fail(MemberRecord member, ReasonCode reason, String detail) {
        Instant now = clock.instant();
        member.fail(MemberFailure.of(reason, detail), now);
        LOG.warn("{} ({}): {}, {}", member.name(), member.fingerprint(), reason, detail);
    }

    /** KEY_ACK against the present key. A wrong one is answered with an ERROR; the session goes on. */
    void acknowledged(MemberRecord member, Session session, Message.KeyAck ack) {
        GroupKey key = epochs.key();
        if (!ack.groupId().equals(options.groupId()) || !member.wasPushed(session, ack.epoch())) {
            refuse(session, ReasonCode.UNKNOWN_EPOCH, "no key of that group and epoch was pushed here");
            return;
        }
        if (ack.epoch() != key.epoch()) {
            // Crossed with a newer key on the way; that one's confirmation counts.
            return;
        }
        byte[] transcript = session.handshakeHash().toArray();
        if (!key.isAcknowledgedBy(member.fingerprint(), transcript, ack.mac().toArray())) {
            LOG.warn("{} ({}) sent a wrong KEY_ACK of epoch {}", member.name(), member.fingerprint(), ack.epoch());
            refuse(session, ReasonCode.BAD_KEY_ACK, "the MAC is wrong");
            if (member.awaits(session)) {
                fail(member, ReasonCode.BAD_KEY_ACK, "the MAC is wrong");
            }
            return;
        }
        member.confirmed(key, session, clock.instant());
        LOG.info("{} ({}) holds the key of epoch {}", member.name(), member.fingerprint(), key.epoch());
    }

    static void refuse(Session session, ReasonCode reason, String detail) {
        send(session, new Message.Error(reason, Optional.empty(), detail));
    }

    /** That a session ends before it takes a message is reported by {@link KeyDistribution#closed}. */
    static void send(Session session, Message message) {
        session.send(message).exceptionally(failure -> null);
    }
}
