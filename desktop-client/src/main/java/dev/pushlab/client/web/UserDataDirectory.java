package dev.pushlab.client.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the WebViews of this process keep localStorage and the like: one temporary directory for all of them (two
 * processes sharing one make localStorage throw), deleted when the process ends. On POSIX systems the JDK creates it
 * with owner-only rights.
 *
 * <p>A process that was killed leaves its directory behind. The name begins with the process's number, so the next one
 * removes it: only directories that belong to the same user, whose process is gone, and not more than {@value
 * #MAX_SWEPT} of them. (A number that was given to another process meanwhile only keeps a directory for longer.)
 */
final class UserDataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(UserDataDirectory.class);

    private static final String PREFIX = "pushlab-webview-";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + "([0-9]{1,18})-[0-9]+");
    private static final int MAX_SWEPT = 32;

    private UserDataDirectory() {}

    /** The directory, created at the first call. */
    static Path get() {
        return Holder.DIRECTORY;
    }

    private static final class Holder {
        static final Path DIRECTORY = create();

        private static Path create() {
            try {
                Path directory = Files.createTempDirectory(
                        PREFIX + ProcessHandle.current().pid() + "-");
                sweep(
                        directory.getParent(),
                        Files.getOwner(directory),
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory), "webview-data-cleanup"));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException("No temporary directory for the WebView's data", e);
            }
        }
    }

    /**
     * Deletes what processes that are gone have left behind.
     *
     * @param own whose directories may be deleted
     * @param alive whether the process with this number still runs
     */
    static void sweep(Path parent, UserPrincipal own, LongPredicate alive) {
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(parent, PREFIX + "*")) {
            int swept = 0;
            for (Path candidate : candidates) {
                Matcher name = NAME.matcher(candidate.getFileName().toString());
                if (swept < MAX_SWEPT
                        && name.matches()
                        && !alive.test(Long.parseLong(name.group(1)))
                        && Files.isDirectory(candidate, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(candidate, LinkOption.NOFOLLOW_LINKS).equals(own)) {
                    delete(candidate);
                    swept++;
                }
            }
        } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
            LOG.debug("Could not look for data that WebViews have left in {}", parent, e);
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
