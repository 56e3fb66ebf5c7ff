package dev.pushlab.server.access;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Sessions of browsers: random ids that stand for tokens, for pages, which cannot send a token with everything they ask
 * for. An id is worth what its token is at that moment, and nothing once that was revoked or rotated. Kept in memory
 * only, as hashes. Safe for use by any thread.
 */
public final class BrowserSessions {
    /** After this a page needs the token again, whether it was used or not. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    /** Of one token; the oldest gives way to one more. */
    static final int MAX_PER_TOKEN = 256;

    private final Tokens tokens;
    private final LongSupplier nanos;

    /** By the hash of the id, in the order in which they were opened. */
    private final Map<TokenHash, Entry> sessions = new LinkedHashMap<>();

    private record Entry(TokenHash token, long end) {}

    /** @param nanos the time, as {@link System#nanoTime} has it */
    public BrowserSessions(Tokens tokens, LongSupplier nanos) {
        this.tokens = tokens;
        this.nanos = nanos;
        tokens.changes().subscribe(name -> dropRevoked());
    }

    /**
     * Opens a session.
     *
     * @return its id; empty if that is no token
     */
    public Optional<String> open(String token) {
        if (token.length() > AccessToken.MAX_LENGTH) {
            return Optional.empty();
        }
        TokenHash hash = TokenHash.of(token);
        AccessToken id = AccessToken.random();
        synchronized (this) {
            // Looked up inside: one that is revoked meanwhile is dropped afterwards.
            if (tokens.find(hash).isEmpty()) {
                return Optional.empty();
            }
            makeRoom(hash);
            sessions.put(id.hash(), new Entry(hash, nanos.getAsLong() + LIFETIME.toNanos()));
        }
        return Optional.of(id.reveal());
    }

    /** For what token an id stands; empty if it is none, has expired, or its token is none any more. */
    public Optional<TokenHash> find(String id) {
        if (id.length() > AccessToken.MAX_LENGTH) {
            return Optional.empty();
        }
        Entry entry;
        synchronized (this) {
            entry = sessions.get(TokenHash.of(id));
        }
        return entry == null || isOver(entry) || tokens.find(entry.token).isEmpty()
                ? Optional.empty()
                : Optional.of(entry.token);
    }

    /** Ends a session. */
    public synchronized void close(String id) {
        sessions.remove(TokenHash.of(id));
    }

    synchronized int count() {
        return sessions.size();
    }

    private void makeRoom(TokenHash token) {
        sessions.values().removeIf(this::isOver);
        long ofToken = sessions.values().stream()
                .filter(entry -> entry.token.equals(token))
                .count();
        Iterator<Entry> oldest = sessions.values().iterator();
        while (ofToken >= MAX_PER_TOKEN) {
            if (oldest.next().token.equals(token)) {
                oldest.remove();
                ofToken--;
            }
        }
    }

    private boolean isOver(Entry entry) {
        return nanos.getAsLong() - entry.end >= 0;
    }

    private synchronized void dropRevoked() {
        sessions.values().removeIf(entry -> tokens.find(entry.token).isEmpty());
    }
}
