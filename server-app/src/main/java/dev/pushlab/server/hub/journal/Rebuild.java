package dev.pushlab.server.hub.journal;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a new journal in the place of a damaged one, such that a crash at any moment leaves every event that could be read
 * where the next start finds it: it is written into a folder of its own, and only then the old segments are put aside.
 *
 * <pre>
 *  rebuilding/   is being written; worthless if nobody finishes it
 *  rebuilt/      is whole; the segments beside it are the old ones
 *  ready/        is whole; the segments beside it are its own
 * </pre>
 */
final class Rebuild {
    /** The old segments are kept in folders that begin so, by time. */
    static final String DAMAGED = "damaged-";

    private static final String REBUILDING = "rebuilding";
    private static final String REBUILT = "rebuilt";
    private static final String READY = "ready";

    private Rebuild() {}

    /** Writes the new journal beside the old one; {@link #finish} puts it in its place. */
    static void write(Path folder, ChannelSource channels, long epoch, Stored stored) throws IOException {
        Path building = folder.resolve(REBUILDING);
        EventJournal.create(building, channels, epoch, stored.events().size(), stored.events(), stored.keys())
                .close();
        rename(building, folder.resolve(REBUILT));
    }

    /** Does what is left to do, if there is anything. */
    static void finish(Path folder) throws IOException {
        remove(folder.resolve(REBUILDING));
        Path rebuilt = folder.resolve(REBUILT);
        Path ready = folder.resolve(READY);
        if (Files.exists(rebuilt)) {
            putAside(folder);
            rename(rebuilt, ready);
        }
        if (Files.exists(ready)) {
            // The manifest comes last: it says of the others that they are there.
            for (Path file : segments(ready)) {
                move(file, folder);
            }
            DurableFiles.forceFolder(folder);
            for (Path file : DurableFiles.list(ready)) {
                move(file, folder);
            }
            Files.delete(ready);
            DurableFiles.forceFolder(folder);
        }
    }

    private static void putAside(Path folder) throws IOException {
        List<Path> old = segments(folder);
        if (old.isEmpty()) {
            return;
        }
        Path aside = Files.createDirectory(
                folder.resolve(DAMAGED + Instant.now().toString().replace(':', '-')));
        for (Path file : old) {
            move(file, aside);
        }
        DurableFiles.forceFolder(aside);
        DurableFiles.forceFolder(folder);
    }

    private static List<Path> segments(Path folder) throws IOException {
        List<Path> segments = new ArrayList<>();
        for (Path file : DurableFiles.list(folder)) {
            if (SegmentFile.base(file).isPresent()) {
                segments.add(file);
            }
        }
        return segments;
    }

    private static void move(Path file, Path into) throws IOException {
        Files.move(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
        DurableFiles.forceFolder(to.getParent());
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : DurableFiles.list(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }
}
