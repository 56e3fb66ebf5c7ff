package dev.pushlab.client.web;

import java.util.Locale;
import java.util.ResourceBundle;

/** This package's message bundle. English is the root; the default locale of the machine never decides. */
final class WebMessages {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private WebMessages() {}

    static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle("dev.pushlab.client.web.messages", language, NO_FALLBACK);
    }
}
