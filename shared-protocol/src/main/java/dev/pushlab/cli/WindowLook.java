package dev.pushlab.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * How a window is to begin; what is left out is as the user left it.
 *
 * @param language English or Simplified Chinese
 * @param fontScale 1.0 to 2.0
 */
public record WindowLook(Optional<Locale> language, Optional<Theme> theme, Optional<Double> fontScale) {
    /** Everything as the user left it. */
    public static final WindowLook REMEMBERED = new WindowLook(Optional.empty(), Optional.empty(), Optional.empty());

    /** The themes of both windows. */
    public enum Theme {
        LIGHT,
        DARK,
        PROJECTOR
    }
}
