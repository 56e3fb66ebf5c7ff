package dev.pushlab.protocol.platform;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where a program keeps what it must find again at its next start, by the conventions of the operating system:
 *
 * <ul>
 *   <li>Linux and other Unix: {@code $XDG_DATA_HOME}, or {@code ~/.local/share} (XDG Base Directory Specification 0.8)
 *   <li>macOS: {@code ~/Library/Application Support}
 *   <li>Windows: {@code %LOCALAPPDATA%}, or {@code ~\AppData\Local}: keys should not roam
 * </ul>
 */
public final class AppDirectories {
    private static final String FOLDER = "pushlab";

    private AppDirectories() {}

    /**
     * The default data folder of a program on this machine; it need not exist.
     *
     * @param program {@code server} or {@code client}: each has a folder of its own
     */
    public static Path data(String program) {
        return data(program, System.getProperty("os.name"), Path.of(System.getProperty("user.home")), System.getenv());
    }

    static Path data(String program, String system, Path home, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        Path base;
        if (name.startsWith("windows")) {
            base = absolute(
                    environment.get("LOCALAPPDATA"), home.resolve("AppData").resolve("Local"));
        } else if (name.startsWith("mac")) {
            base = home.resolve("Library").resolve("Application Support");
        } else {
            base = absolute(
                    environment.get("XDG_DATA_HOME"), home.resolve(".local").resolve("share"));
        }
        return base.resolve(FOLDER).resolve(program);
    }

    /** The XDG specification says: a relative path is invalid and is to be ignored. */
    private static Path absolute(String value, Path otherwise) {
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        try {
            Path path = Path.of(value);
            return path.isAbsolute() ? path : otherwise;
        } catch (InvalidPathException e) {
            return otherwise;
        }
    }
}
