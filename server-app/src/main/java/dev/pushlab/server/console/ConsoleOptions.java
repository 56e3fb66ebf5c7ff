package dev.pushlab.server.console;

import dev.pushlab.fx.Theme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the console is to look. What is empty is taken from the last run, or is English, light and 100 %.
 *
 * @param stateFile where the window's state is remembered; empty: nowhere
 * @param length after which the window closes by itself, counted from the first connection; empty: never
 * @param screenshots the folder for pictures of each screen, taken shortly before the window closes, or ten seconds after
 *     the first connection if it does not close by itself
 */
public record ConsoleOptions(
        Optional<Locale> language,
        Optional<Theme> theme,
        OptionalInt scale,
        Optional<Path> stateFile,
        Optional<Duration> length,
        Optional<Path> screenshots) {
    /** Nothing chosen, nothing remembered. */
    public static final ConsoleOptions DEFAULT = new ConsoleOptions(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
