package dev.pushlab.server.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a group must not forget over a restart: the last epoch used, and who was expelled. Never a key.
 *
 * <p>A text file, {@code groups/NAME.group} in the data folder:
 *
 * <pre>
 * pushlab-group 1
 * epoch 17
 * revoked 3f…(64 hex digits)
 * </pre>
 *
 * Each change is written beside it, forced to the disk and moved over it, so that a crash leaves the old or the new
 * state and never a lower epoch than one that was used.
 */
final class GroupStore {
    /** A file longer than this is not ours: room for some 15,000 expelled members. */
    private static final long MAX_BYTES = 1 << 20;

    private static final String MAGIC = "pushlab-group 1";
    private static final Pattern EPOCH = Pattern.compile("epoch ([0-9]{1,18})");
    private static final Pattern REVOKED = Pattern.compile("revoked ([0-9a-f]{64})");

    private final Path file;

    /** @param dataDir created with the first change */
    GroupStore(Path dataDir, String groupId) {
        file = dataDir.resolve("groups").resolve(groupId + ".group");
    }

    private GroupStore() {
        file = null;
    }

    /** Keeps nothing: for a server that is a stranger in each run, identity included, so that no epoch is reused. */
    static GroupStore none() {
        return new GroupStore();
    }

    /** @param revoked fingerprints */
    record Kept(long epoch, Set<String> revoked) {
        Kept {
            revoked = Set.copyOf(revoked);
        }
    }

    /**
     * What was kept last; epoch 0 and nobody for a new group.
     *
     * @throws IOException also for a file that is not as it was written: going on with epoch 0 would reuse epochs
     */
    Kept load() throws IOException {
        if (file == null || Files.notExists(file)) {
            return new Kept(0, Set.of());
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too long to be the state of a key group");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() < 2 || !lines.get(0).equals(MAGIC)) {
            throw new IOException(file + " is not the state of a key group");
        }
        var epoch = EPOCH.matcher(lines.get(1));
        if (!epoch.matches()) {
            throw new IOException(file + " has no epoch in line 2");
        }
        Set<String> revoked = new TreeSet<>();
        for (int i = 2; i < lines.size(); i++) {
            var fingerprint = REVOKED.matcher(lines.get(i));
            if (!fingerprint.matches()) {
                throw new IOException(file + " has a malformed line " + (i + 1));
            }
            revoked.add(fingerprint.group(1));
        }
        return new Kept(Long.parseLong(epoch.group(1)), revoked);
    }

    /** @throws IOException also if it would be more than can be read again; then the old state stays */
    void save(Kept kept) throws IOException {
        if (file == null) {
            return;
        }
        StringBuilder text = new StringBuilder(MAGIC).append('\n');
        text.append("epoch ").append(kept.epoch()).append('\n');
        new TreeSet<>(kept.revoked())
                .forEach(f -> text.append("revoked ").append(f).append('\n'));
        if (text.length() > MAX_BYTES) {
            throw new IOException(kept.revoked().size() + " expelled members are more than a group can remember");
        }
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceNames(file.getParent());
    }

    /** Without it a power failure could bring the old file back, and with it an epoch that was used. */
    private static void forceNames(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
