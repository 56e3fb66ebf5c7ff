package dev.pushlab.client.keys;

import dev.pushlab.client.keys.ReceivedKey.Status;
import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Message.KeyAck;
import dev.pushlab.protocol.message.Message.KeyPush;
import dev.pushlab.protocol.message.Message.Revoked;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.WrappedKey;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The group keys this client holds, at most one of each group: the newest. Rules:
 *
 * <ul>
 *   <li>A key is accepted only over a session whose server has proved its identity, and belongs to that server: what
 *       another server calls the same group is another group.
 *   <li>Epochs rise strictly. A key that is not newer than the last one is refused, except the very same key once more
 *       (the confirmation may have been lost), which is confirmed again.
 *   <li>The older key is wiped when a newer one comes; after REVOKED every key of the group is wiped, and none up to
 *       that epoch is ever accepted again.
 * </ul>
 *
 * Keys live in memory only: a client that was restarted is given the current key again. Safe for use by any thread.
 */
public final class KeyRing implements AutoCloseable {
    /** How many received keys are remembered for display, without the keys themselves. */
    public static final int MAX_HISTORY = 200;

    /** How many groups may be held; beyond, pushes are refused. */
    public static final int MAX_GROUPS = 64;

    private final String memberId;
    private final Clock clock;
    private final Map<Group, Held> groups = new HashMap<>();
    private final State<List<ReceivedKey>> history = new State<>(List.of());
    private boolean closed;

    private record Group(String server, String id) {}

    /** @param key null after a revocation @param floor no key up to this epoch is accepted, except {@code key} itself */
    private record Held(GroupKey key, long floor) {}

    /** @param memberId this client's fingerprint, 64 hex digits */
    public KeyRing(String memberId, Clock clock) {
        this.memberId = memberId;
        this.clock = clock;
    }

    /** Keys received so far, newest first, at most {@link #MAX_HISTORY}. */
    public State<List<ReceivedKey>> history() {
        return history;
    }

    /**
     * Takes the key out of a push, which is wiped.
     *
     * @return the confirmation to send
     * @throws KeyRefusedException {@link ReasonCode#NOT_AUTHENTICATED}, {@link ReasonCode#UNKNOWN_EPOCH} for an epoch
     *     that is not newer or a key that has expired, {@link ReasonCode#MALFORMED} if it is not wrapped for a flat push
     */
    public KeyAck accept(Session session, KeyPush push) throws KeyRefusedException {
        try {
            return accept(session.peer(), session.direction(), session.handshakeHash(), push);
        } finally {
            push.wraps().forEach(wrap -> wrap.wrapped().destroy());
        }
    }

    private synchronized KeyAck accept(Optional<Peer> server, Direction direction, Bytes handshakeHash, KeyPush push)
            throws KeyRefusedException {
        if (server.isEmpty()) {
            throw new KeyRefusedException(
                    ReasonCode.NOT_AUTHENTICATED, "a key over a session that does not prove who the server is");
        }
        Group group = new Group(server.get().fingerprint(), push.groupId());
        Held held = groups.get(group);
        if (closed || held == null && groups.size() >= MAX_GROUPS) {
            throw new KeyRefusedException(ReasonCode.NOT_ALLOWED, "no room for another group");
        }
        GroupKey pushed = unwrap(push);
        boolean again = held != null && held.key() != null && held.key().epoch() == pushed.epoch();
        if (again && held.key().key().matches(pushed.key())) {
            pushed.destroy();
            return confirmation(held.key(), handshakeHash);
        }
        if (held != null && pushed.epoch() <= held.floor()) {
            pushed.destroy();
            throw new KeyRefusedException(
                    ReasonCode.UNKNOWN_EPOCH, "epoch " + push.epoch() + " is not after " + held.floor());
        }
        if (held != null && held.key() != null) {
            held.key().destroy();
        }
        groups.put(group, new Held(pushed, pushed.epoch()));
        ReceivedKey shown = new ReceivedKey(
                group.server(),
                group.id(),
                pushed.epoch(),
                push.algorithm(),
                push.notAfter(),
                pushed.fingerprintHex(),
                direction,
                clock.instant(),
                Status.CURRENT);
        history.update(old -> {
            List<ReceivedKey> next = new ArrayList<>(marked(old, group, Status.SUPERSEDED));
            next.add(0, shown);
            return List.copyOf(next.subList(0, Math.min(next.size(), MAX_HISTORY)));
        });
        return confirmation(pushed, handshakeHash);
    }

    /** This client was expelled: wipes the group's key up to that epoch. Without a proved identity it is ignored. */
    public synchronized void revoke(Session session, Revoked notice) {
        if (session.peer().isEmpty()) {
            return;
        }
        Group group = new Group(session.peer().get().fingerprint(), notice.groupId());
        Held held = groups.get(group);
        if (closed || held == null && groups.size() >= MAX_GROUPS) {
            return;
        }
        if (held != null && held.key() != null) {
            if (held.key().epoch() > notice.epoch()) {
                return;
            }
            held.key().destroy();
        }
        groups.put(group, new Held(null, held == null ? notice.epoch() : Math.max(held.floor(), notice.epoch())));
        history.update(old -> marked(old, group, Status.REVOKED));
    }

    /** Wipes everything; nothing is accepted any more. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Held held : groups.values()) {
            if (held.key() != null) {
                held.key().destroy();
            }
        }
        groups.clear();
    }

    private GroupKey unwrap(KeyPush push) throws KeyRefusedException {
        if (push.wraps().size() != 1 || push.wraps().get(0).node() != 0) {
            throw new KeyRefusedException(ReasonCode.MALFORMED, "expected one key for the session's own protection");
        }
        WrappedKey wrapped = push.wraps().get(0).wrapped();
        Instant now = clock.instant();
        if (push.notAfter().isBefore(now)) {
            throw new KeyRefusedException(ReasonCode.UNKNOWN_EPOCH, "the key ended at " + push.notAfter());
        }
        SecretBytes bytes = SecretBytes.takeOver(wrapped.toArray());
        try {
            return new GroupKey(push.groupId(), push.epoch(), bytes, now, push.notAfter());
        } catch (IllegalArgumentException e) {
            bytes.destroy();
            throw new KeyRefusedException(ReasonCode.MALFORMED, e.getMessage());
        }
    }

    private KeyAck confirmation(GroupKey key, Bytes handshakeHash) {
        byte[] mac = key.acknowledgement(memberId, handshakeHash.toArray());
        return new KeyAck(key.groupId(), key.epoch(), Bytes.of(mac));
    }

    private static List<ReceivedKey> marked(List<ReceivedKey> keys, Group group, Status status) {
        return keys.stream()
                .map(key -> key.status() == Status.CURRENT
                                && key.server().equals(group.server())
                                && key.group().equals(group.id())
                        ? key.with(status)
                        : key)
                .toList();
    }
}
