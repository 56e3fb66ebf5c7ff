package dev.pushlab.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.server.access.AccessException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The rights of peers that speak the binary protocol, by what they have proved: a fingerprint, or one of the words
 * {@link #IDENTIFIED} (an identity that is not listed) and {@link #SHARED_SECRET}. Unless somebody says otherwise, all
 * of these publish. Kept in the file {@code peers.json}, which only its owner may read.
 *
 * <p>Rights are looked up anew for each use. Safe for use by any thread: asking does not block, changes are made one
 * after the other where they may wait for the disk.
 */
public final class PeerRights {
    /** Stands for every proved identity that is not listed itself. */
    public static final String IDENTIFIED = "identified";

    /** Stands for whoever knows the shared secret. */
    public static final String SHARED_SECRET = "shared-secret";

    /** How many peers may be listed. */
    public static final int MAX = 1_000;

    private static final String MEMBER = "peers";

    private final Optional<KeptJson> file;
    private final Executor changes;
    private volatile Map<String, Rights> listed;

    private PeerRights(Optional<KeptJson> file, Executor changes) throws IOException {
        this.file = file;
        this.changes = changes;
        this.listed = file.isPresent() ? read(file.get()) : Map.of();
    }

    /** Everybody publishes, and nothing is kept. */
    public static PeerRights inMemory() {
        try {
            return new PeerRights(Optional.empty(), Runnable::run);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The rights kept in a folder.
     *
     * @param folder empty: nothing is kept
     * @param changes where changes are written; must run one task at a time
     * @throws IOException if the file cannot be read, others may read it, or it is not as it was written
     */
    public static PeerRights open(Optional<Path> folder, Executor changes) throws IOException {
        return new PeerRights(KeptJson.in(folder, "peers.json"), changes);
    }

    /** Of a peer that has proved this identity. */
    public Rights identified(String fingerprint) {
        Map<String, Rights> now = listed;
        Rights own = now.get(fingerprint);
        return own != null ? own : now.getOrDefault(IDENTIFIED, Rights.PUBLISHER);
    }

    /** Of a peer that has proved to know the shared secret, and nothing else. */
    public Rights sharedSecret() {
        return listed.getOrDefault(SHARED_SECRET, Rights.PUBLISHER);
    }

    /** What differs from the default, by fingerprint or word. */
    public Map<String, Rights> list() {
        return new TreeMap<>(listed);
    }

    /**
     * The canonical text of who is meant.
     *
     * @throws IllegalArgumentException unless it is a fingerprint or one of the words
     */
    public static String peer(String text) {
        return text.equals(IDENTIFIED) || text.equals(SHARED_SECRET)
                ? text
                : Fingerprint.parse(text).toString();
    }

    /**
     * Gives rights to a peer in place of those it has.
     *
     * @param peer as from {@link #peer}
     * @return fails with {@link AccessException} FULL, or with {@link IOException} if this cannot be written: it then
     *     holds until the next start
     */
    public CompletableFuture<Void> set(String peer, Rights rights) {
        return change(next -> next.put(peer, rights));
    }

    /** Gives a peer the rights of those that are not listed. Fails with {@link AccessException} UNKNOWN, or as above. */
    public CompletableFuture<Void> remove(String peer) {
        return change(next -> {
            if (next.remove(peer) == null) {
                throw new AccessException(Reason.UNKNOWN, "not listed");
            }
        });
    }

    @FunctionalInterface
    private interface Change {
        void make(Map<String, Rights> next) throws AccessException;
    }

    private CompletableFuture<Void> change(Change change) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        changes.execute(() -> {
            try {
                synchronized (this) {
                    Map<String, Rights> next = new TreeMap<>(listed);
                    change.make(next);
                    if (next.size() > MAX) {
                        throw new AccessException(Reason.FULL, "at most " + MAX + " peers");
                    }
                    // Rights that were taken away are gone, whatever the disk says.
                    listed = Map.copyOf(next);
                    save(next);
                }
                result.complete(null);
            } catch (IOException | AccessException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static Map<String, Rights> read(KeptJson file) throws IOException {
        List<JsonNode> kept = file.load(MEMBER);
        Map<String, Rights> all = new TreeMap<>();
        for (int i = 0; i < kept.size(); i++) {
            try {
                String peer = peer(kept.get(i).path("peer").asText());
                if (i >= MAX || all.put(peer, KeptJson.rights(kept.get(i))) != null) {
                    throw file.malformed(i);
                }
            } catch (IllegalArgumentException e) {
                throw file.malformed(i);
            }
        }
        return Map.copyOf(all);
    }

    private void save(Map<String, Rights> all) throws IOException {
        if (file.isPresent()) {
            ArrayNode list = KeptJson.JSON.createArrayNode();
            all.forEach((peer, rights) -> KeptJson.put(list.addObject().put("peer", peer), rights));
            file.get().save(MEMBER, list);
        }
    }
}
