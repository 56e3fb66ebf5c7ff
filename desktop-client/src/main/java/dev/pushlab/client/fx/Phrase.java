package dev.pushlab.client.fx;

import static java.util.ResourceBundle.Control.FORMAT_PROPERTIES;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.fx.Messages;
import dev.pushlab.protocol.message.ReasonTexts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javafx.beans.binding.StringBinding;
import javafx.beans.value.ObservableValue;

/**
 * A sentence that a view model has chosen and a view words in the language of the moment.
 *
 * @param key of the text in the window's bundles, or what {@link #cause} made; empty for no sentence
 * @param arguments of its pattern; durations are written with their unit, phrases worded in turn
 */
public record Phrase(String key, List<Object> arguments) {
    /** Says nothing. */
    public static final Phrase NONE = new Phrase("", List.of());

    private static final String CAUSE = "cause:";
    private static final String CLIENT_CAUSES = "dev.pushlab.client.connection.messages";

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    public static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }

    /** What the network names as a cause, in the words written for it. */
    public static Phrase cause(Cause cause) {
        return new Phrase(CAUSE + cause.key(), List.of());
    }

    public boolean isEmpty() {
        return key.isEmpty();
    }

    /** The words. */
    public String in(Messages messages) {
        if (isEmpty()) {
            return "";
        }
        if (key.startsWith(CAUSE)) {
            return cause(key.substring(CAUSE.length()), messages.getLocale());
        }
        Object[] worded = arguments.stream()
                .map(argument -> argument instanceof Duration time
                        ? messages.duration(time)
                        : argument instanceof Phrase phrase ? phrase.in(messages) : argument)
                .toArray();
        return messages.get(key, worded);
    }

    /** Texts of causes are sentences, not patterns: an apostrophe in them is one. */
    private static String cause(String cause, Locale language) {
        ResourceBundle own = ResourceBundle.getBundle(
                CLIENT_CAUSES, language, ResourceBundle.Control.getNoFallbackControl(FORMAT_PROPERTIES));
        return own.containsKey(cause) ? own.getString(cause) : ReasonTexts.text(cause, language);
    }

    /** The words of a phrase that may be replaced by another one. */
    public static StringBinding bind(Messages messages, ObservableValue<Phrase> phrase) {
        return messages.compute(() -> phrase.getValue().in(messages), phrase);
    }
}
