package dev.pushlab.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.access.AccessException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/**
 * The tokens that give rights. The one named {@code console} is an administrator's, known in full to this process only,
 * so that the window can show it: each run has another one, unless it was started with a token. All others have names
 * and rights of their own; of them only the SHA-256 is known here and in the file {@code tokens.json}, which only its
 * owner may read.
 *
 * <p>A token is looked up anew for each use, so one that was revoked or rotated is refused at once, also on a connection
 * that it opened. Safe for use by any thread: asking does not block, changes are made one after the other where they may
 * wait for the disk.
 */
public final class Tokens {
    /** The name of the console's token. */
    public static final String CONSOLE = "console";

    /** How many tokens there may be beside the console's. */
    public static final int MAX = 256;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String MEMBER = "tokens";

    private final Optional<KeptJson> file;
    private final State<AccessToken> console;
    private final Executor changes;
    private final Clock clock;
    private final Signal<String> changed = new Signal<>();
    private volatile List<Entry> entries;

    /** What may be told about a token. */
    public record Info(String name, Rights rights, Instant created) {}

    private record Entry(Info info, TokenHash hash) {
        String name() {
            return info.name();
        }
    }

    private Tokens(Optional<KeptJson> file, AccessToken first, Executor changes, Clock clock) throws IOException {
        this.file = file;
        this.console = new State<>(first);
        this.changes = changes;
        this.clock = clock;
        List<Entry> all = new ArrayList<>();
        all.add(consoleEntry(first));
        if (file.isPresent()) {
            all.addAll(read(file.get()));
        }
        entries = List.copyOf(all);
    }

    /** The console's token alone, and nothing kept. */
    public static Tokens inMemory(AccessToken console) {
        try {
            return new Tokens(Optional.empty(), console, Runnable::run, Clock.systemUTC());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The tokens kept in a folder.
     *
     * @param folder empty: nothing is kept
     * @param changes where changes are written; must run one task at a time
     * @throws IOException if the file cannot be read, others may read it, or it is not as it was written
     */
    public static Tokens open(Optional<Path> folder, AccessToken console, Executor changes, Clock clock)
            throws IOException {
        return new Tokens(KeptJson.in(folder, "tokens.json"), console, changes, clock);
    }

    // ---- asking -----------------------------------------------------------------------------------------------

    /** The console's token, now and whenever it is rotated. */
    public State<AccessToken> console() {
        return console;
    }

    /** The name of each token that was made, rotated or revoked, when that counts. */
    public Observable<String> changes() {
        return changed;
    }

    /** Whose token this is, if it is one. The time it takes does not depend on how much of it is right. */
    public Optional<Principal> find(TokenHash candidate) {
        Principal found = null;
        for (Entry entry : entries) {
            // No way out of the loop: its length tells how many tokens there are, and nothing about any of them.
            if (entry.hash.equals(candidate)) {
                found = new Principal(entry.name(), entry.info.rights());
            }
        }
        return Optional.ofNullable(found);
    }

    /** All tokens, the console's first, then in the order in which they were made. */
    public List<Info> list() {
        return entries.stream().map(Entry::info).toList();
    }

    /** @throws IllegalArgumentException unless it has 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -} */
    public static void checkName(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("1 to 64 characters out of A-Z a-z 0-9 . _ -");
        }
    }

    // ---- changing ---------------------------------------------------------------------------------------------

    /**
     * Makes a token.
     *
     * @param name see {@link #checkName}
     * @return the token, which nobody can be told again; fails with {@link AccessException} EXISTS or FULL, or with
     *     {@link IOException}, and then there is no such token
     */
    public CompletableFuture<AccessToken> create(String name, Rights rights) {
        checkName(name);
        return change(name, () -> {
            if (entries.stream().anyMatch(entry -> entry.name().equals(name))) {
                throw new AccessException(Reason.EXISTS, name);
            }
            if (entries.size() > MAX) {
                throw new AccessException(Reason.FULL, "at most " + MAX + " tokens");
            }
            AccessToken fresh = AccessToken.random();
            List<Entry> next = new ArrayList<>(entries);
            next.add(new Entry(new Info(name, rights, now()), fresh.hash()));
            save(next);
            entries = List.copyOf(next);
            return fresh;
        });
    }

    /**
     * Puts a new secret in the place of a token's; name and rights stay. The console's new token lasts until the end of
     * this run.
     *
     * @return the new token; fails with {@link AccessException} UNKNOWN, or with {@link IOException}, and then the old
     *     one stays
     */
    public CompletableFuture<AccessToken> rotate(String name) {
        return change(name, () -> {
            int index = indexOf(name);
            AccessToken fresh = AccessToken.random();
            List<Entry> next = new ArrayList<>(entries);
            if (index == 0) {
                next.set(0, consoleEntry(fresh));
                entries = List.copyOf(next);
                console.set(fresh);
                return fresh;
            }
            next.set(index, new Entry(new Info(name, entries.get(index).info.rights(), now()), fresh.hash()));
            save(next);
            entries = List.copyOf(next);
            return fresh;
        });
    }

    /**
     * Takes a token's rights away.
     *
     * @return fails with {@link AccessException} UNKNOWN or PERMANENT, or with {@link IOException} if this cannot be
     *     written: the token is then refused until the next start
     */
    public CompletableFuture<Void> revoke(String name) {
        return change(name, () -> {
            int index = indexOf(name);
            if (index == 0) {
                throw new AccessException(Reason.PERMANENT, name);
            }
            List<Entry> next = new ArrayList<>(entries);
            next.remove(index);
            // First of all it is refused, whatever the disk says.
            entries = List.copyOf(next);
            save(next);
            return null;
        });
    }

    @FunctionalInterface
    private interface Change<T> {
        T make() throws IOException, AccessException;
    }

    private <T> CompletableFuture<T> change(String name, Change<T> change) {
        CompletableFuture<T> result = new CompletableFuture<>();
        changes.execute(() -> {
            List<Entry> before = entries;
            try {
                T made;
                try {
                    synchronized (this) {
                        made = change.make();
                    }
                } finally {
                    if (entries != before) {
                        changed.emit(name);
                    }
                }
                result.complete(made);
            } catch (IOException | AccessException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private int indexOf(String name) throws AccessException {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AccessException(Reason.UNKNOWN, "no token of this name");
    }

    private Entry consoleEntry(AccessToken token) {
        return new Entry(new Info(CONSOLE, Rights.ADMIN, now()), token.hash());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    // ---- keeping ----------------------------------------------------------------------------------------------

    private static List<Entry> read(KeptJson file) throws IOException {
        List<JsonNode> kept = file.load(MEMBER);
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            try {
                Entry entry = read(kept.get(i));
                if (i >= MAX
                        || entry.name().equals(CONSOLE)
                        || all.stream().anyMatch(other -> other.name().equals(entry.name()))) {
                    throw file.malformed(i);
                }
                all.add(entry);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw file.malformed(i);
            }
        }
        return all;
    }

    private static Entry read(JsonNode node) {
        String name = node.path("name").textValue();
        checkName(name);
        Instant created = Instant.parse(node.path("created").asText());
        return new Entry(
                new Info(name, KeptJson.rights(node), created),
                TokenHash.parse(node.path("sha256").asText()));
    }

    private void save(List<Entry> all) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        ArrayNode list = KeptJson.JSON.createArrayNode();
        for (Entry entry : all.subList(1, all.size())) {
            ObjectNode node = list.addObject().put("name", entry.name());
            KeptJson.put(node, entry.info.rights());
            node.put("created", entry.info.created().toString());
            node.put("sha256", entry.hash.hex());
        }
        file.get().save(MEMBER, list);
    }
}
