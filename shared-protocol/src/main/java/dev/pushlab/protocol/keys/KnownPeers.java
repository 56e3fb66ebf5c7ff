package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which fingerprint was seen under which name before: trust on first use.
 *
 * <p>A UTF-8 text file that only the owner may change, one line a peer:
 *
 * <pre>
 *   name fingerprint first-seen
 *   192.0.2.7:9555 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae 2026-11-23T15:00:00Z
 * </pre>
 *
 * Empty lines and those starting with {@code #} are skipped, and not kept when the file is changed. A file that cannot be understood, or that others may
 * write, is refused as a whole: an entry overlooked would be trusted anew.
 *
 * <p>The file is read each time, so that several programs may share it; changes are made under a lock and replace the
 * file in one step. Safe for use by several threads.
 */
public final class KnownPeers {
    /** How many peers are remembered. When it is full nobody is forgotten silently; {@link #remember} fails. */
    public static final int MAX_PEERS = 1000;

    /** In characters. */
    public static final int MAX_NAME_LENGTH = 255;

    private static final Pattern NAME = Pattern.compile("[^\\s\\p{C}#][^\\s\\p{C}]{0," + (MAX_NAME_LENGTH - 1) + "}");
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final Path file;

    /** What is known about a peer. */
    public record Entry(Fingerprint fingerprint, Instant firstSeen) {}

    /** The answer of {@link #check}. */
    public sealed interface Result {
        /** Nothing is known under this name. */
        record New() implements Result {}

        /** The same fingerprint as before. */
        record Matches(Instant firstSeen) implements Result {}

        /** Another fingerprint than before: a new installation, or a man in the middle. */
        record Changed(Fingerprint known, Instant firstSeen) implements Result {}
    }

    /** @param file need not exist, nor its folder */
    public KnownPeers(Path file) {
        this.file = Objects.requireNonNull(file);
    }

    /**
     * Compares with what is known; changes nothing.
     *
     * @param name address or name of the peer: 1 to 255 characters, no white space or control characters, not starting
     *     with {@code #}
     * @throws KeyFileException {@link Reason#MALFORMED}, {@link Reason#WRITABLE_BY_OTHERS}
     * @throws IOException if the file cannot be read
     */
    public Result check(String name, Fingerprint fingerprint) throws IOException {
        checkName(name);
        Entry known = read().get(name);
        if (known == null) {
            return new Result.New();
        }
        return known.fingerprint().equals(fingerprint)
                ? new Result.Matches(known.firstSeen())
                : new Result.Changed(known.fingerprint(), known.firstSeen());
    }

    /**
     * Remembers a peer that is {@link Result.New}. If it is known already with this fingerprint, nothing happens.
     *
     * @param now becomes its first-seen time, in whole seconds
     * @throws KeyFileException {@link Reason#CONFLICT} if another fingerprint is known; {@link Reason#FULL};
     *     {@link Reason#LOCKED}; or as {@link #check}
     */
    public void remember(String name, Fingerprint fingerprint, Instant now) throws IOException {
        update(name, peers -> {
            Entry known = peers.get(name);
            if (known != null && !known.fingerprint().equals(fingerprint)) {
                throw new KeyFileException(
                        Reason.CONFLICT, name + " is already known with fingerprint " + known.fingerprint());
            }
            if (known == null) {
                put(peers, name, fingerprint, now);
            }
        });
    }

    /** As {@link #remember}, but a person has decided that the new fingerprint takes the place of the old one. */
    public void replace(String name, Fingerprint fingerprint, Instant now) throws IOException {
        update(name, peers -> put(peers, name, fingerprint, now));
    }

    /** Forgets a peer, if it is known. */
    public void forget(String name) throws IOException {
        update(name, peers -> peers.remove(name));
    }

    /** Everyone known, in the order of the file. */
    public Map<String, Entry> all() throws IOException {
        return Collections.unmodifiableMap(read());
    }

    private interface Change {
        void apply(Map<String, Entry> peers) throws IOException;
    }

    private void update(String name, Change change) throws IOException {
        checkName(name);
        OwnerOnlyFiles.locked(file, () -> {
            Map<String, Entry> before = read();
            Map<String, Entry> after = new LinkedHashMap<>(before);
            change.apply(after);
            if (!after.equals(before)) {
                OwnerOnlyFiles.replace(file, format(after).getBytes(StandardCharsets.UTF_8));
            }
            return null;
        });
    }

    private static void put(Map<String, Entry> peers, String name, Fingerprint fingerprint, Instant now)
            throws KeyFileException {
        if (!peers.containsKey(name) && peers.size() >= MAX_PEERS) {
            throw new KeyFileException(Reason.FULL, MAX_PEERS + " peers are known already");
        }
        peers.put(name, new Entry(fingerprint, now.truncatedTo(ChronoUnit.SECONDS)));
    }

    private Map<String, Entry> read() throws IOException {
        Map<String, Entry> peers = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return peers;
        }
        OwnerOnlyFiles.checkTrusted(file);
        String content = new String(OwnerOnlyFiles.read(file, MAX_FILE_BYTES), StandardCharsets.UTF_8);
        int number = 0;
        for (String line : content.split("\\R", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                parse(line, number, peers);
            }
        }
        return peers;
    }

    private void parse(String line, int number, Map<String, Entry> peers) throws KeyFileException {
        String[] parts = line.strip().split(" +");
        try {
            if (parts.length != 3 || !NAME.matcher(parts[0]).matches()) {
                throw malformed(number);
            }
            Entry entry = new Entry(Fingerprint.parse(parts[1]), Instant.parse(parts[2]));
            if (peers.put(parts[0], entry) != null || peers.size() > MAX_PEERS) {
                throw malformed(number);
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw malformed(number);
        }
    }

    private KeyFileException malformed(int line) {
        return new KeyFileException(
                Reason.MALFORMED, file + ", line " + line + ": not a new name, fingerprint and time");
    }

    private static String format(Map<String, Entry> peers) {
        StringBuilder text = new StringBuilder("# name fingerprint first-seen\n");
        peers.forEach((name, entry) -> text.append(name)
                .append(' ')
                .append(entry.fingerprint())
                .append(' ')
                .append(entry.firstSeen())
                .append('\n'));
        return text.toString();
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name of a peer is empty, too long, or contains white space");
        }
    }
}
