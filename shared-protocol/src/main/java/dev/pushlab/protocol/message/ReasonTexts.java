package dev.pushlab.protocol.message;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * What a person reads when something ended or failed: what happened, and what to do next. The keys are those of {@link
 * ReasonCode#key()} and of the dial failures.
 */
public final class ReasonTexts {
    /** The bundle, for those who look keys up themselves. */
    public static final String BUNDLE = "dev.pushlab.protocol.reasons";

    private ReasonTexts() {}

    /** The text of a reason, English if there is none in the language. */
    public static String text(ReasonCode reason, Locale locale) {
        return text(reason.key(), locale);
    }

    /**
     * The text of a key.
     *
     * @param key {@code reason.*} or {@code dial.*}; one that is not known, say of a newer peer, reads as the text of
     *     {@link ReasonCode#INTERNAL_ERROR}
     */
    public static String text(String key, Locale locale) {
        ResourceBundle bundle = bundle(locale);
        try {
            return bundle.getString(key);
        } catch (MissingResourceException e) {
            return bundle.getString(ReasonCode.INTERNAL_ERROR.key());
        }
    }

    private static ResourceBundle bundle(Locale locale) {
        // Without a fall-back to the machine's language: English is the language of whoever has no bundle.
        return ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
