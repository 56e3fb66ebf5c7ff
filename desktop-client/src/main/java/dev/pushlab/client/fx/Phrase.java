package dev.pushlab.client.fx;

import dev.pushlab.fx.Messages;
import dev.pushlab.protocol.message.ReasonTexts;
import java.time.Duration;
import java.util.List;
import javafx.beans.binding.StringBinding;
import javafx.beans.value.ObservableValue;

/**
 * A sentence that a view model has chosen and a view words in the language of the moment.
 *
 * @param key of the text: a bundle's, or {@code reason.*} and {@code dial.*} of {@link ReasonTexts}; empty for no sentence
 * @param arguments of its pattern; durations are written with their unit, phrases worded in turn
 */
public record Phrase(String key, List<Object> arguments) {
    /** Says nothing. */
    public static final Phrase NONE = new Phrase("", List.of());

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    public static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }

    public boolean isEmpty() {
        return key.isEmpty();
    }

    /** The words. */
    public String in(Messages messages) {
        if (isEmpty()) {
            return "";
        }
        if (key.startsWith("reason.") || key.startsWith("dial.")) {
            return ReasonTexts.text(key, messages.getLocale());
        }
        Object[] worded = arguments.stream()
                .map(argument -> argument instanceof Duration time
                        ? messages.duration(time)
                        : argument instanceof Phrase phrase ? phrase.in(messages) : argument)
                .toArray();
        return messages.get(key, worded);
    }

    /** The words of a phrase that may be replaced by another one. */
    public static StringBinding bind(Messages messages, ObservableValue<Phrase> phrase) {
        return messages.compute(() -> phrase.getValue().in(messages), phrase);
    }
}
