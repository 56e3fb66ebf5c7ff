package dev.pushlab.server.keys;

import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.session.Session;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** One member with its sessions; confined to the thread of {@link KeyDistribution}. */
final class MemberRecord {
    /** More sessions of one member than this are closed elsewhere; the oldest ones are not considered for keys. */
    private static final int MAX_SESSIONS = 16;

    private final String fingerprint;
    private String name = "";
    private boolean joined;

    private MemberState state = MemberState.OFFLINE;
    private Instant since;
    private Optional<MemberFailure> failure = Optional.empty();
    private Optional<String> calledAddress = Optional.empty();

    /** Newest last. */
    private final Deque<Session> sessions = new ArrayDeque<>();

    /** By session, the epochs pushed over it: from the first to the last. */
    private final Map<Session, long[]> pushed = new HashMap<>();

    private Session pushedOver;
    private Future<?> deadline;
    private long confirmedEpoch;
    private Session confirmedOver;
    private Optional<String> confirmedKey = Optional.empty();

    MemberRecord(String fingerprint, Instant now) {
        this.fingerprint = fingerprint;
        this.since = now;
    }

    String fingerprint() {
        return fingerprint;
    }

    String name() {
        return name;
    }

    void name(String newName) {
        name = newName;
    }

    Instant since() {
        return since;
    }

    boolean joined() {
        return joined;
    }

    void join() {
        joined = true;
    }

    // ---- sessions ---------------------------------------------------------------------------------------------

    void add(Session session) {
        if (sessions.size() == MAX_SESSIONS) {
            remove(sessions.getFirst());
        }
        sessions.addLast(session);
    }

    /** Returns whether keys went or would have gone over it. */
    boolean remove(Session session) {
        boolean newest = session.equals(sessions.peekLast());
        boolean carried = session.equals(pushedOver);
        sessions.remove(session);
        pushed.remove(session);
        if (carried) {
            stopWaiting();
            pushedOver = null;
        }
        return newest || carried;
    }

    List<Session> sessions() {
        return new ArrayList<>(sessions);
    }

    /** The newest one that is still open. */
    Optional<Session> session() {
        for (var newestFirst = sessions.descendingIterator(); newestFirst.hasNext(); ) {
            Session session = newestFirst.next();
            if (session.isOpen()) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    // ---- pushing ----------------------------------------------------------------------------------------------

    /** A new push begins over this session; a cause of fallback stays until the call is tried again or succeeds. */
    void beginPush(Session session, Instant now) {
        stopWaiting();
        pushedOver = session;
        boolean fallback = session.direction() == Direction.FORWARD
                && failure.filter(MemberFailure::ofCall).isPresent();
        if (!fallback) {
            failure = Optional.empty();
        }
        calledAddress = Optional.empty();
        become(MemberState.PUSHING, now);
    }

    Session pushedOver() {
        return pushedOver;
    }

    void pushed(Session session, long epoch) {
        pushed.compute(session, (s, range) -> range == null ? new long[] {epoch, epoch} : new long[] {range[0], epoch});
    }

    boolean wasPushed(Session session, long epoch) {
        long[] range = pushed.get(session);
        return range != null && epoch >= range[0] && epoch <= range[1];
    }

    void await(Future<?> newDeadline) {
        stopWaiting();
        deadline = newDeadline;
    }

    boolean awaits(Session session) {
        return deadline != null && state == MemberState.PUSHING && session != null && session.equals(pushedOver);
    }

    boolean holds(long epoch) {
        return confirmedEpoch == epoch;
    }

    /** Whether it has confirmed this key over a session that is still there: it cannot have forgotten it since. */
    boolean holdsNow(long epoch) {
        return holds(epoch) && confirmedOver.isOpen() && sessions.contains(confirmedOver);
    }

    /** Also when the confirmation comes late, after the push was given up. */
    void confirmed(GroupKey key, Session session, Instant now) {
        if (state == MemberState.REVOKED) {
            return;
        }
        stopWaiting();
        confirmedEpoch = key.epoch();
        confirmedOver = session;
        confirmedKey = Optional.of(key.fingerprintHex());
        boolean fallback = failure.filter(MemberFailure::ofCall).isPresent();
        if (!fallback) {
            failure = Optional.empty();
        }
        if (!beingCalled()) {
            become(fallback ? MemberState.FALLBACK : MemberState.ACKED, now);
        }
    }

    // ---- states -----------------------------------------------------------------------------------------------

    boolean beingCalled() {
        return switch (state) {
            case REGISTERED, DIALING, COOKIE_OK, HANDSHAKE -> true;
            case CONNECTED, PUSHING, ACKED, FALLBACK, FAILED, REVOKED, OFFLINE -> false;
        };
    }

    void call(MemberState step, Optional<String> address, Instant now) {
        stopWaiting();
        failure = Optional.empty();
        calledAddress = address;
        become(step, now);
    }

    void fail(MemberFailure cause, Instant now) {
        stopWaiting();
        failure = Optional.of(cause);
        become(MemberState.FAILED, now);
    }

    void revoke(Instant now) {
        stopWaiting();
        joined = false;
        failure = Optional.empty();
        confirmedEpoch = 0;
        confirmedKey = Optional.empty();
        become(MemberState.REVOKED, now);
    }

    /** The last session is gone. A call under way goes on, a failure is still worth knowing, a revocation stands. */
    void offline(Instant now) {
        stopWaiting();
        boolean keeps = beingCalled() || state == MemberState.REVOKED || state == MemberState.FAILED;
        if (!keeps) {
            become(MemberState.OFFLINE, now);
        }
    }

    void become(MemberState next, Instant now) {
        if (next != state) {
            state = next;
            since = now;
        }
    }

    Member snapshot() {
        Optional<Session> session = session();
        return new Member(
                fingerprint,
                name,
                state,
                failure,
                session.map(Session::direction),
                calledAddress.or(() -> session.map(s -> text(s.remoteAddress()))),
                confirmedEpoch,
                confirmedKey,
                since);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
