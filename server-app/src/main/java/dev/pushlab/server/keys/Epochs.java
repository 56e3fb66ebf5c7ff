package dev.pushlab.server.keys;

import dev.pushlab.protocol.keys.GroupKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group's present key, and what is kept on the disk about the group: the last epoch, and who was revoked. Each
 * epoch is on the disk before its key exists. Confined to the thread of {@link KeyDistribution}, but for
 * {@link #isRevoked}.
 */
final class Epochs {
    private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);

    private final KeyOptions options;
    private final GroupStore store;
    private final Clock clock;
    private GroupKey key;
    private long lastEpoch;
    private volatile Set<String> revoked;

    /**
     * Takes up the group where it was left, with a new key.
     *
     * @throws IOException if what was kept cannot be read, or the new epoch not be written
     */
    Epochs(KeyOptions options, GroupStore store, Clock clock) throws IOException {
        this.options = options;
        this.store = store;
        this.clock = clock;
        GroupStore.Kept kept = store.load();
        lastEpoch = kept.epoch();
        revoked = kept.revoked();
        replace();
    }

    GroupKey key() {
        return key;
    }

    /** Of the present key. */
    long current() {
        return key.epoch();
    }

    /** Fingerprints. */
    Set<String> revoked() {
        return revoked;
    }

    boolean isRevoked(String fingerprint) {
        return revoked.contains(fingerprint);
    }

    /**
     * Persists the next epoch with all revocations, then makes its key and wipes the old one.
     *
     * @throws IOException if it cannot be written; the old key stays
     */
    void replace() throws IOException {
        long next = lastEpoch + 1;
        store.save(new GroupStore.Kept(next, revoked));
        lastEpoch = next;
        GroupKey old = key;
        Instant now = clock.instant();
        key = GroupKey.generate(options.groupId(), next, now, now.plus(options.lifetime()));
        if (old != null) {
            old.destroy();
        }
        LOG.info("Group {}: epoch {} begins", options.groupId(), next);
    }

    /** In force at once; on the disk with the next {@link #replace}. */
    void revoke(String fingerprint) {
        Set<String> now = new TreeSet<>(revoked);
        now.add(fingerprint);
        revoked = Set.copyOf(now);
    }

    /** @throws IOException if it cannot be written; the revocation then stands */
    void admit(String fingerprint) throws IOException {
        Set<String> now = new TreeSet<>(revoked);
        now.remove(fingerprint);
        store.save(new GroupStore.Kept(lastEpoch, now));
        revoked = Set.copyOf(now);
    }

    void destroy() {
        key.destroy();
    }
}
