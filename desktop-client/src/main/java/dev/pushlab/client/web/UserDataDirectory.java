package dev.pushlab.client.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the WebViews of this process keep localStorage and the like: one temporary directory for all of them (two
 * processes sharing one make localStorage throw), deleted when the process ends. On POSIX systems the JDK creates it
 * with owner-only rights.
 */
final class UserDataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(UserDataDirectory.class);

    private UserDataDirectory() {}

    /** The directory, created at the first call. */
    static Path get() {
        return Holder.DIRECTORY;
    }

    private static final class Holder {
        static final Path DIRECTORY = create();

        private static Path create() {
            try {
                Path directory = Files.createTempDirectory("pushlab-webview-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "webview-data-cleanup"));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException("No temporary directory for the WebView's data", e);
            }
        }
    }

    /** Deletes the tree; what cannot be deleted is left behind and logged, for the process is ending anyway. */
    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.debug("Could not delete the WebView's data in {}", directory, e);
        }
    }
}
