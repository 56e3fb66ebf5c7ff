package dev.pushlab.fx;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Locale;

/** The looks a window can take: AtlantaFX Primer under Pushlab's own palette. */
public enum Theme {
    LIGHT,
    DARK,
    /** For a lecture hall: larger type and black on white, for lamps that have lost their contrast. */
    PROJECTOR;

    /** @throws IllegalArgumentException naming the themes there are */
    public static Theme parse(String name) {
        for (Theme theme : values()) {
            if (theme.id().equals(name.toLowerCase(Locale.ROOT))) {
                return theme;
            }
        }
        throw new IllegalArgumentException("no theme " + name + ": light, dark or projector");
    }

    /** As on the command line and in the preferences. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Theme next() {
        return values()[(ordinal() + 1) % values().length];
    }

    /** The size of body text at 100 %, in pixels. */
    int bodySize() {
        return this == PROJECTOR ? 17 : 14;
    }

    String userAgentStylesheet() {
        return this == DARK ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet();
    }

    String palette() {
        return resource("palette-" + id() + ".css");
    }

    static String resource(String name) {
        return Theme.class.getResource(name).toExternalForm();
    }
}
