package dev.pushlab.server.keys;

import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.WrappedKey;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
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
    private final GroupStore store;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    // Confined to the thread.
    private final Map<String, MemberRecord> members = new LinkedHashMap<>();
    private GroupKey key;
    private long lastEpoch;
    private ScheduledFuture<?> replacement;

    private volatile Set<String> revoked;
    private final State<KeyGroup> group;

    /**
     * Takes up the group where it was left, with a new key.
     *
     * @param thread where everything happens; must run one task at a time; closed with this
     * @throws IOException if what was kept cannot be read, or the new epoch not be written
     */
    KeyDistribution(KeyOptions options, GroupStore store, Clock clock, ScheduledExecutorService thread)
            throws IOException {
        this.options = options;
        this.store = store;
        this.clock = clock;
        this.thread = thread;
        GroupStore.Kept kept = store.load();
        lastEpoch = kept.epoch();
        revoked = kept.revoked();
        replaceKey();
        for (String fingerprint : revoked) {
            remember(fingerprint, "").revoke(key.created());
        }
        group = new State<>(snapshot());
    }

    /**
     * As above, with the system's clock and a thread of its own.
     *
     * @param dataDir where the epoch and the revocations are kept; empty: nowhere
     */
    public static KeyDistribution open(KeyOptions options, Optional<Path> dataDir) throws IOException {
        GroupStore store =
                dataDir.map(dir -> new GroupStore(dir, options.groupId())).orElseGet(GroupStore::none);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, "keys");
            t.setDaemon(true);
            return t;
        });
        try {
            return new KeyDistribution(options, store, Clock.systemUTC(), thread);
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
        return revoked.contains(fingerprint);
    }

    // ---- what the operator does -------------------------------------------------------------------------------

    /**
     * Makes a new key and pushes it to every member and every other authenticated peer that is connected.
     *
     * @return the new epoch; fails with {@link IOException} if it cannot be written, and then the old key stays
     */
    public CompletableFuture<Long> rotate() {
        return call(() -> {
            replaceAndPush();
            return key.epoch();
        });
    }

    /**
     * Pushes the current key to one member, which thereby joins.
     *
     * @return completes when it is under way; fails with {@link MemberException}: unknown, not connected or revoked
     */
    public CompletableFuture<Void> push(String fingerprint) {
        return run(() -> {
            MemberRecord member = known(fingerprint);
            refuseRevoked(fingerprint);
            if (member.session().isEmpty()) {
                throw new MemberException(ReasonCode.CONNECTION_LOST, member.name() + " is not connected");
            }
            member.join();
            pushTo(member);
        });
    }

    /**
     * Expels a member: tells it, keeps it in mind, and gives all others a new key.
     *
     * @return completes when the new key is on its way; fails with {@link MemberException} for an unknown member, or
     *     with {@link IOException} if this cannot be written: the member is then expelled until the next restart and
     *     the old key stays
     */
    public CompletableFuture<Void> revoke(String fingerprint) {
        return run(() -> {
            MemberRecord member = known(fingerprint);
            Set<String> now = new TreeSet<>(revoked);
            now.add(fingerprint);
            revoked = Set.copyOf(now);
            member.revoke(clock.instant());
            Message notice = new Message.Revoked(options.groupId(), key.epoch());
            member.sessions().forEach(session -> send(session, notice));
            LOG.info("{} ({}) is revoked", member.name(), fingerprint);
            replaceAndPush();
        });
    }

    /** Takes a revocation back; if the peer is connected it gets the current key. */
    public CompletableFuture<Void> admit(String fingerprint) {
        return run(() -> {
            MemberRecord member = known(fingerprint);
            if (!revoked.contains(fingerprint)) {
                return;
            }
            Set<String> now = new TreeSet<>(revoked);
            now.remove(fingerprint);
            store.save(new GroupStore.Kept(lastEpoch, now));
            revoked = Set.copyOf(now);
            LOG.info("{} ({}) is admitted again", member.name(), fingerprint);
            member.join();
            member.become(MemberState.OFFLINE, clock.instant());
            pushTo(member);
        });
    }

    // ---- what sessions report ---------------------------------------------------------------------------------

    /** A session was established. Sessions that prove no identity are left alone. */
    public void opened(Session session) {
        identity(session)
                .ifPresent(peer -> execute(() -> {
                    MemberRecord member = remember(peer.fingerprint(), peer.name());
                    boolean heldElsewhere = member.holdsNow(key.epoch());
                    member.add(session);
                    if (revoked.contains(peer.fingerprint())) {
                        // It may have been away when it was expelled.
                        send(session, new Message.Revoked(options.groupId(), key.epoch() - 1));
                        member.become(MemberState.REVOKED, clock.instant());
                    } else if (session.direction() == Direction.REVERSE) {
                        member.join();
                        pushTo(member);
                    } else if (!member.joined()) {
                        member.become(MemberState.CONNECTED, clock.instant());
                    } else if (!heldElsewhere && !member.beingCalled()) {
                        pushTo(member);
                    }
                }));
    }

    /** A session ended. If it was the one that carries a member's keys, the next older one takes its place. */
    public void closed(Session session) {
        identity(session)
                .ifPresent(peer -> execute(() -> {
                    MemberRecord member = members.get(peer.fingerprint());
                    if (member == null) {
                        return;
                    }
                    boolean mattered = member.remove(session);
                    if (member.session().isEmpty()) {
                        member.offline(clock.instant());
                    } else if (mattered && member.joined() && !member.holds(key.epoch()) && !member.beingCalled()) {
                        pushTo(member);
                    }
                }));
    }

    /** A KEY_ACK came. A wrong one is answered with an ERROR; the session goes on. */
    public void acknowledged(Session session, Message.KeyAck ack) {
        Optional<Peer> peer = identity(session);
        if (peer.isEmpty()) {
            refuse(session, ReasonCode.NOT_AUTHENTICATED, "a KEY_ACK needs a proved identity");
            return;
        }
        execute(() -> {
            MemberRecord member = members.get(peer.get().fingerprint());
            if (member == null || !ack.groupId().equals(options.groupId()) || !member.wasPushed(session, ack.epoch())) {
                refuse(session, ReasonCode.UNKNOWN_EPOCH, "no key of that group and epoch was pushed here");
                return;
            }
            if (ack.epoch() != key.epoch()) {
                // Crossed with a newer key on the way; that one's confirmation counts.
                return;
            }
            byte[] transcript = session.handshakeHash().toArray();
            if (!key.isAcknowledgedBy(
                    member.fingerprint(), transcript, ack.mac().toArray())) {
                LOG.warn("{} ({}) sent a wrong KEY_ACK of epoch {}", member.name(), member.fingerprint(), ack.epoch());
                refuse(session, ReasonCode.BAD_KEY_ACK, "the MAC is wrong");
                if (member.awaits(session)) {
                    fail(member, ReasonCode.BAD_KEY_ACK, "the MAC is wrong");
                }
                return;
            }
            member.confirmed(key, session, clock.instant());
            LOG.info("{} ({}) holds the key of epoch {}", member.name(), member.fingerprint(), key.epoch());
        });
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
                .ifPresent(peer -> execute(() -> {
                    MemberRecord member = members.get(peer.fingerprint());
                    if (member != null && member.awaits(session)) {
                        fail(member, error.reason(), error.detail());
                    }
                }));
    }

    // ---- what the reverse connection reports ------------------------------------------------------------------

    /** The peer asked to be called back, under this name. */
    public void registered(Session session, String name) {
        identity(session)
                .ifPresent(peer -> execute(() -> {
                    MemberRecord member = remember(peer.fingerprint(), name);
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
        execute(() -> {
            MemberRecord member = remember(fingerprint, name);
            if (!revoked.contains(fingerprint)) {
                member.join();
                member.call(state, Optional.of(address), clock.instant());
            }
        });
    }

    /** A call has failed. If the member is connected otherwise, the key goes there: the fallback. */
    public void callFailed(String fingerprint, MemberFailure failure) {
        execute(() -> {
            MemberRecord member = members.get(fingerprint);
            if (member == null || revoked.contains(fingerprint)) {
                return;
            }
            member.fail(failure, clock.instant());
            if (member.holdsNow(key.epoch())) {
                member.become(MemberState.FALLBACK, clock.instant());
            } else if (member.session().isPresent()) {
                pushTo(member);
            }
        });
    }

    // ---- inside, on the thread --------------------------------------------------------------------------------

    /** Persists the next epoch, then makes its key. */
    private void replaceKey() throws IOException {
        long next = lastEpoch + 1;
        store.save(new GroupStore.Kept(next, revoked));
        lastEpoch = next;
        GroupKey old = key;
        Instant now = clock.instant();
        key = GroupKey.generate(options.groupId(), next, now, now.plus(options.lifetime()));
        if (old != null) {
            old.destroy();
        }
        scheduleReplacement(TimeUnit.MILLISECONDS, options.replaceAfter().toMillis());
        LOG.info("Group {}: epoch {} begins", options.groupId(), next);
    }

    private void replaceAndPush() throws IOException {
        replaceKey();
        for (MemberRecord member : members.values()) {
            if (!revoked.contains(member.fingerprint()) && !member.beingCalled()) {
                if (member.session().isPresent()) {
                    member.join();
                }
                pushTo(member);
            }
        }
    }

    private void scheduleReplacement(TimeUnit unit, long delay) {
        if (replacement != null) {
            replacement.cancel(false);
        }
        replacement = thread.schedule(
                () -> change(() -> {
                    try {
                        replaceAndPush();
                    } catch (IOException e) {
                        LOG.error("The key of group {} could not be replaced", options.groupId(), e);
                        scheduleReplacement(TimeUnit.SECONDS, REPLACE_RETRY_SECONDS);
                    }
                }),
                delay,
                unit);
    }

    /** Pushes over the newest session, if there is one, and waits for the confirmation. */
    private void pushTo(MemberRecord member) {
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
        if (key.isExpired(clock.instant())) {
            fail(member, ReasonCode.UNKNOWN_EPOCH, "the key has expired and could not be replaced");
            return;
        }
        member.pushed(session, key.epoch());
        WrappedKey bytes = unprotected();
        Message push = new Message.KeyPush(
                options.groupId(),
                key.epoch(),
                options.algorithm(),
                key.notAfter(),
                List.of(new Message.Wrap(0, bytes)));
        session.send(push).whenComplete((sent, failure) -> bytes.destroy());
        long millis = options.ackTimeout().toMillis();
        member.await(thread.schedule(() -> change(() -> unconfirmed(member, number)), millis, TimeUnit.MILLISECONDS));
    }

    /** The bare key, for a session that protects it; wiped once it is sent. */
    private WrappedKey unprotected() {
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

    private void fail(MemberRecord member, ReasonCode reason, String detail) {
        member.fail(MemberFailure.of(reason, detail), clock.instant());
        LOG.warn("{} ({}): {}, {}", member.name(), member.fingerprint(), reason, detail);
    }

    /** Who this session's peer has proved to be, if keys may go to it at all. */
    private static Optional<Peer> identity(Session session) {
        return session.suite().authenticated() ? session.peer() : Optional.empty();
    }

    private MemberRecord known(String fingerprint) throws MemberException {
        MemberRecord member = members.get(fingerprint);
        if (member == null) {
            throw new MemberException(ReasonCode.NOT_ALLOWED, "no member has the fingerprint " + fingerprint);
        }
        return member;
    }

    private void refuseRevoked(String fingerprint) throws MemberException {
        if (revoked.contains(fingerprint)) {
            throw new MemberException(ReasonCode.REVOKED, fingerprint + " was revoked");
        }
    }

    private MemberRecord remember(String fingerprint, String name) {
        MemberRecord member = members.get(fingerprint);
        if (member == null) {
            if (members.size() >= options.maxMembers()) {
                forgetOne();
            }
            member = new MemberRecord(fingerprint, clock.instant());
            members.put(fingerprint, member);
        }
        if (!name.isEmpty()) {
            member.name(name);
        }
        return member;
    }

    private void forgetOne() {
        members.values().stream()
                .filter(member -> member.session().isEmpty())
                .min((a, b) -> a.since().compareTo(b.since()))
                .ifPresent(member -> members.remove(member.fingerprint()));
    }

    private static void refuse(Session session, ReasonCode reason, String detail) {
        send(session, new Message.Error(reason, Optional.empty(), detail));
    }

    /** That a session ends before it takes a message is reported by {@link #closed}. */
    private static void send(Session session, Message message) {
        session.send(message).exceptionally(failure -> null);
    }

    private KeyGroup snapshot() {
        List<Member> now = new ArrayList<>(members.size());
        members.values().forEach(member -> now.add(member.snapshot()));
        return new KeyGroup(
                options.groupId(),
                key.epoch(),
                key.fingerprintHex(),
                options.algorithm(),
                key.created(),
                key.notAfter(),
                now);
    }

    @FunctionalInterface
    private interface Task<T> {
        T run() throws IOException, MemberException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, MemberException;
    }

    private CompletableFuture<Void> run(Step step) {
        return call(() -> {
            step.run();
            return null;
        });
    }

    /** On the thread; what has changed is announced before the future completes, even if the task failed half-way. */
    private <T> CompletableFuture<T> call(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                T value;
                try {
                    value = task.run();
                } catch (IOException | MemberException | RuntimeException e) {
                    group.set(snapshot());
                    result.completeExceptionally(e);
                    return;
                }
                group.set(snapshot());
                result.complete(value);
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private void execute(Runnable step) {
        try {
            thread.execute(() -> change(step));
        } catch (RejectedExecutionException e) {
            LOG.debug("Key distribution has ended; a late report is dropped");
        }
    }

    private void change(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            // Nobody waits for the outcome, and the thread must go on for the other members.
            LOG.error("A step of the key distribution failed", e);
        }
        group.set(snapshot());
    }

    /** Ends the thread and wipes the key. Sessions are not this class's to close. */
    @Override
    public void close() {
        try {
            thread.execute(() -> {
                if (key != null) {
                    key.destroy();
                }
            });
        } catch (RejectedExecutionException e) {
            return;
        }
        thread.shutdown();
    }
}
