package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Files that only their owner may read and write, replaced in one step so that nobody ever sees half of one.
 *
 * <p>On POSIX the rights are set when the file is created. On Windows its access control list is reduced to the owner
 * before anything is written, if the file system has one.
 */
public final class OwnerOnlyFiles {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    private static final long LOCK_POLL_MILLIS = 10;
    private static final Set<PosixFilePermission> READ_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> WRITE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** Something done while no other process or thread does it. */
    interface Locked<T> {
        T run() throws IOException;
    }

    private OwnerOnlyFiles() {}

    /** Creates the folder of a file, and those above it, for the owner only; those that exist stay as they are. */
    public static void createFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, "rwx------"));
        }
    }

    /** Puts this content in place of the file, which may or may not exist. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath();
        Path temporary = Files.createTempFile(target.getParent(), ".pushlab-", ".tmp", attributes(target, "rw-------"));
        try {
            restrictAcl(temporary);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                // Otherwise a power failure could leave an empty file under the final name.
                channel.force(true);
            }
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * The contents of a file.
     *
     * @throws KeyFileException {@link Reason#MALFORMED} if it is longer than {@code limit} bytes
     */
    public static byte[] read(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                Arrays.fill(content, (byte) 0);
                throw new KeyFileException(Reason.MALFORMED, file + " is longer than " + limit + " bytes");
            }
            return content;
        }
    }

    /** @throws KeyFileException {@link Reason#READABLE_BY_OTHERS}, {@link Reason#WRITABLE_BY_OTHERS} */
    public static void checkSecret(Path file) throws IOException {
        check(file, READ_BY_OTHERS, Reason.READABLE_BY_OTHERS, "readable");
        checkTrusted(file);
    }

    /** @throws KeyFileException {@link Reason#WRITABLE_BY_OTHERS} */
    static void checkTrusted(Path file) throws IOException {
        check(file, WRITE_BY_OTHERS, Reason.WRITABLE_BY_OTHERS, "writable");
    }

    /**
     * Runs something while holding the lock that belongs to a file: an empty file beside it, named {@code .lock}, which
     * stays there, as removing it would be a race of its own.
     *
     * @throws KeyFileException {@link Reason#LOCKED} if it could not be had in 10 seconds
     */
    static <T> T locked(Path file, Locked<T> action) throws IOException {
        createFolderOf(file);
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        try (FileChannel channel = FileChannel.open(lockFile, options, attributes(lockFile, "rw-------"))) {
            while (true) {
                try (FileLock lock = tryLock(channel)) {
                    if (lock != null) {
                        return action.run();
                    }
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new KeyFileException(Reason.LOCKED, file + " is kept locked by another process");
                }
                pause();
            }
        }
    }

    /** Null while another process or another thread of this one has it. */
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOCK_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a file lock", e);
        }
    }

    private static void check(Path file, Set<PosixFilePermission> forbidden, Reason reason, String what)
            throws IOException {
        if (!hasPosix(file)) {
            return;
        }
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
        if (granted.stream().anyMatch(forbidden::contains)) {
            throw new KeyFileException(
                    reason,
                    file + " is " + what + " by other users (" + PosixFilePermissions.toString(granted)
                            + "); restrict it with chmod 600");
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return hasPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void restrictAcl(Path file) throws IOException {
        AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (view != null) {
            view.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(view.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }
}
