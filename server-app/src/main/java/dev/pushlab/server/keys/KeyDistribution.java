package dev.pushlab.server.keys;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the keys of one group and sees to it that each member gets the current one, and no one else does.
 *
 * <ul>
 *   <li>A member is a peer that has proved its Ed25519 identity, known by its fingerprint. A session without such a
 *       proof (plaintext, shared secret) never gets a key: {@link ReasonCode#NOT_AUTHENTICATED}.
 *   <li>Connecting is not joining: a peer belongs to the group once it has registered for a call, was called, or the
 *       operator has pushed a key to it or to all ({@link #rotate}).
 *   <li>A key goes to the newest session of a member and to no other one. It counts as arrived when the member's
 *       KEY_ACK proves it; without that it is pushed again, {@link KeyOptions#attempts} times, and then the member is
 *       {@link MemberState#FAILED} until it comes back or something is pushed anew.
 *   <li>Epochs rise by one with each key and are on the disk before the key is used, so a restart reuses none.
 *   <li>Who was revoked knows no later key: REVOKED is sent, then all others get a new one. The list is kept.
 * </ul>
 *
 * <p>Safe for use by any thread. Everything happens on one thread of its own, so no event loop and no screen waits for
 * the disk; {@link #group()} announces each change from that thread.
 */
public final class KeyDistribution implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyDistribution.class);

    /** How soon a replacement by the clock that failed (the disk is full) is tried again. */
    private static final long REPLACE_RETRY_SECONDS = 60;

    private final KeyOptions options;
    private final Clock clock;
    private final Audit audit;
    private final Confined thread;
    private final State<KeyGroup> group;

    // Confined to the thread.
    private final Epochs epochs;
    private final Members members;
    private final Pusher pusher;
    private Future<?> replacement;

    /**
     * Takes up the group where it was left, with a new key.
     *
     * @param audit is told what the operator does
     * @param executor where everything happens; must run one task at a time; closed with this
     * @throws IOException if what was kept cannot be read, or the new epoch not be written
     */
    KeyDistribution(KeyOptions options, GroupStore store, Audit audit, Clock clock, ScheduledExecutorService executor)
            throws IOException {
        this.options = options;
        this.audit = audit;
        this.clock = clock;
        epochs = new Epochs(options, store, clock);
        members = new Members(options.maxMembers(), clock);
        for (String fingerprint : epochs.revoked()) {
            members.remember(fingerprint, "").revoke(epochs.key().created());
        }
        group = new State<>(snapshot());
        thread = new Confined(executor, () -> group.set(snapshot()));
        pusher = new Pusher(options, epochs, clock, thread);
        scheduleReplacement(TimeUnit.MILLISECONDS, options.replaceAfter().toMillis());
    }

    /**
     * As above, with the system's clock and a thread of its own.
     *
     * @param dataDir where the epoch and the revocations are kept; empty: nowhere
     */
    public static KeyDistribution open(KeyOptions options, Optional<Path> dataDir, Audit audit) throws IOException {
        GroupStore store =
                dataDir.map(dir -> new GroupStore(dir, options.groupId())).orElseGet(GroupStore::none);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, "keys");
            t.setDaemon(true);
            return t;
        });
        try {
            return new KeyDistribution(options, store, audit, Clock.systemUTC(), thread);
        } catch (IOException e) {
            thread.shutdownNow();
            throw e;
        }
    }

    /** The group with its members; each change is announced. */
    public State<KeyGroup> group() {
        return group;
    }

    /** Whether this peer was expelled and not admitted again. */
    public boolean isRevoked(String fingerprint) {
        return epochs.isRevoked(fingerprint);
    }

    // ---- what the operator does -------------------------------------------------------------------------------

    /**
     * Makes a new key and pushes it to every member and every other authenticated peer that is connected.
     *
     * @return the new epoch; fails with {@link IOException} if it cannot be written, and then the old key stays
     */
    public CompletableFuture<Long> rotate() {
        return audited("key.rotate", options.groupId(), thread.call(() -> {
            replaceAndPush();
            return epochs.current();
        }));
    }

    /**
     * Pushes the current key to one member, which thereby joins.
     *
     * @return completes when it is under way; fails with {@link MemberException}: unknown, not connected or revoked
     */
    public CompletableFuture<Void> push(String fingerprint) {
        return audited("key.push", fingerprint, thread.run(() -> {
            MemberRecord member = members.get(fingerprint);
            if (epochs.isRevoked(fingerprint)) {
                throw new MemberException(ReasonCode.REVOKED, fingerprint + " was revoked");
            }
            if (member.session().isEmpty()) {
                throw new MemberException(ReasonCode.CONNECTION_LOST, member.name() + " is not connected");
            }
            member.join();
            pusher.push(member);
        }));
    }

    /**
     * Expels a member: tells it, keeps it in mind, and gives all others a new key.
     *
     * @return completes when the new key is on its way; fails with {@link MemberException} for an unknown member, or
     *     with {@link IOException} if this cannot be written: the member is then expelled until the next restart and
     *     the old key stays
     */
    public CompletableFuture<Void> revoke(String fingerprint) {
        return audited("key.revoke", fingerprint, thread.run(() -> {
            MemberRecord member = members.get(fingerprint);
            epochs.revoke(fingerprint);
            member.revoke(clock.instant());
            Message notice = new Message.Revoked(options.groupId(), epochs.current());
            member.sessions().forEach(session -> Pusher.send(session, notice));
            LOG.info("{} ({}) is revoked", member.name(), fingerprint);
            replaceAndPush();
        }));
    }

    /** Takes a revocation back; if the peer is connected it gets the current key. */
    public CompletableFuture<Void> admit(String fingerprint) {
        return audited("key.admit", fingerprint, thread.run(() -> {
            MemberRecord member = members.get(fingerprint);
            if (!epochs.isRevoked(fingerprint)) {
                return;
            }
            epochs.admit(fingerprint);
            LOG.info("{} ({}) is admitted again", member.name(), fingerprint);
            member.join();
            member.become(MemberState.OFFLINE, clock.instant());
            pusher.push(member);
        }));
    }

    private <T> CompletableFuture<T> audited(String action, String subject, CompletableFuture<T> result) {
        result.whenComplete((done, failure) -> {
            Audit.Outcome outcome = Audit.Outcome.DONE;
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                outcome = cause instanceof MemberException ? Audit.Outcome.REFUSED : Audit.Outcome.FAILED;
            }
            audit.record(Actor.CONSOLE, action, subject, outcome);
        });
        return result;
    }

    // ---- what sessions report ---------------------------------------------------------------------------------

    /** A session was established. Sessions that prove no identity are left alone. */
    public void opened(Session session) {
        identity(session)
                .ifPresent(peer -> thread.execute(() -> {
                    MemberRecord member = members.remember(peer.fingerprint(), peer.name());
                    boolean heldElsewhere = member.holdsNow(epochs.current());
                    member.add(session);
                    if (epochs.isRevoked(peer.fingerprint())) {
                        // It may have been away when it was expelled.
                        Pusher.send(session, new Message.Revoked(options.groupId(), epochs.current() - 1));
                        member.become(MemberState.REVOKED, clock.instant());
                    } else if (session.direction() == Direction.REVERSE) {
                        member.join();
                        pusher.push(member);
                    } else if (!member.joined()) {
                        member.become(MemberState.CONNECTED, clock.instant());
                    } else if (!heldElsewhere && !member.beingCalled()) {
                        pusher.push(member);
                    }
                }));
    }

    /** A session ended. If it was the one that carries a member's keys, the next older one takes its place. */
    public void closed(Session session) {
        identity(session)
                .ifPresent(peer -> thread.execute(() -> {
                    MemberRecord member = members.find(peer.fingerprint()).orElse(null);
                    if (member == null) {
                        return;
                    }
                    boolean mattered = member.remove(session);
                    if (member.session().isEmpty()) {
                        member.offline(clock.instant());
                    } else if (mattered
                            && member.joined()
                            && !member.holds(epochs.current())
                            && !member.beingCalled()) {
                        pusher.push(member);
                    }
                }));
    }

    /** A KEY_ACK came. A wrong one is answered with an ERROR; the session goes on. */
    public void acknowledged(Session session, Message.KeyAck ack) {
        Optional<Peer> peer = identity(session);
        if (peer.isEmpty()) {
            Pusher.refuse(session, ReasonCode.NOT_AUTHENTICATED, "a KEY_ACK needs a proved identity");
            return;
        }
        thread.execute(() -> members.find(peer.get().fingerprint())
                .ifPresentOrElse(
                        member -> pusher.acknowledged(member, session, ack),
                        () -> Pusher.refuse(session, ReasonCode.UNKNOWN_EPOCH, "no key was pushed here")));
    }

    /**
     * The peer refused something with ERROR. If a push awaits its confirmation and no PUBLISH is named, then that is
     * what was refused: nothing else that a server says can be.
     */
    public void refused(Session session, Message.Error error) {
        if (error.request().isPresent()) {
            return;
        }
        identity(session)
                .ifPresent(peer -> thread.execute(() -> {
                    MemberRecord member = members.find(peer.fingerprint()).orElse(null);
                    if (member != null && member.awaits(session)) {
                        pusher.fail(member, error.reason(), error.detail());
                    }
                }));
    }

    // ---- what the reverse connection reports ------------------------------------------------------------------

    /** The peer asked to be called back, under this name. */
    public void registered(Session session, String name) {
        identity(session)
                .ifPresent(peer -> thread.execute(() -> {
                    MemberRecord member = members.remember(peer.fingerprint(), name);
                    member.join();
                    member.call(MemberState.REGISTERED, Optional.empty(), clock.instant());
                }));
    }

    /**
     * A call goes on: {@link MemberState#DIALING}, {@link MemberState#COOKIE_OK} or {@link MemberState#HANDSHAKE}.
     *
     * @param name used if the peer is not known yet
     * @param address being dialled
     */
    public void calling(String fingerprint, String name, String address, MemberState state) {
        thread.execute(() -> {
            MemberRecord member = members.remember(fingerprint, name);
            if (!epochs.isRevoked(fingerprint)) {
                member.join();
                member.call(state, Optional.of(address), clock.instant());
            }
        });
    }

    /** A call has failed. If the member is connected otherwise, the key goes there: the fallback. */
    public void callFailed(String fingerprint, MemberFailure failure) {
        thread.execute(() -> {
            MemberRecord member = members.find(fingerprint).orElse(null);
            if (member == null || epochs.isRevoked(fingerprint)) {
                return;
            }
            member.fail(failure, clock.instant());
            if (member.holdsNow(epochs.current())) {
                member.become(MemberState.FALLBACK, clock.instant());
            } else if (member.session().isPresent()) {
                pusher.push(member);
            }
        });
    }

    // ---- inside, on the thread --------------------------------------------------------------------------------

    private void replaceAndPush() throws IOException {
        epochs.replace();
        scheduleReplacement(TimeUnit.MILLISECONDS, options.replaceAfter().toMillis());
        for (MemberRecord member : members.all()) {
            if (!epochs.isRevoked(member.fingerprint()) && !member.beingCalled()) {
                if (member.session().isPresent()) {
                    member.join();
                }
                pusher.push(member);
            }
        }
    }

    private void scheduleReplacement(TimeUnit unit, long delay) {
        if (replacement != null) {
            replacement.cancel(false);
        }
        replacement = thread.schedule(this::replaceByTheClock, delay, unit);
    }

    private void replaceByTheClock() {
        try {
            replaceAndPush();
        } catch (IOException e) {
            LOG.error("The key of group {} could not be replaced", options.groupId(), e);
            scheduleReplacement(TimeUnit.SECONDS, REPLACE_RETRY_SECONDS);
        }
    }

    /** Who this session's peer has proved to be, if keys may go to it at all. */
    private static Optional<Peer> identity(Session session) {
        return session.suite().authenticated() ? session.peer() : Optional.empty();
    }

    private KeyGroup snapshot() {
        return new KeyGroup(
                options.groupId(),
                epochs.current(),
                epochs.key().fingerprintHex(),
                options.algorithm(),
                epochs.key().created(),
                epochs.key().notAfter(),
                members.snapshot());
    }

    /** Ends the thread and wipes the key. Sessions are not this class's to close. */
    @Override
    public void close() {
        thread.close(epochs::destroy);
    }
}
