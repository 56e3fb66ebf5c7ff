package dev.pushlab.server.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks the console for.
 *
 * @param data folder for the window's state
 * @param look how the window is to begin; what is left out is as the user left it
 * @param demo what the demo of the launcher asks for; empty outside the demo
 */
public record WindowOptions(Path data, Look look, Optional<Demo> demo) {
    /** The themes of the window. */
    public enum Theme {
        LIGHT,
        DARK,
        PROJECTOR
    }

    /**
     * @param language {@code en} or {@code zh_CN}
     * @param fontScale 1.0 to 2.0
     */
    public record Look(Optional<Locale> language, Optional<Theme> theme, Optional<Double> fontScale) {}

    /**
     * @param length after which the window closes by itself
     * @param screenshots the folder for PNG files
     */
    public record Demo(Optional<Duration> length, Optional<Path> screenshots) {}
}
