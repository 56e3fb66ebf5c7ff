package dev.pushlab.client.web;

import java.net.URI;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** How far a {@link WebViewHost} is with its page. */
public sealed interface PageState {
    /** No page; nothing of an earlier one is running. */
    record Blank() implements PageState {}

    /** On the way. */
    record Loading(URI uri) implements PageState {}

    /** The document is there and its scripts run; images or streams of it may still be on the way. */
    record Loaded(URI uri) implements PageState {}

    /**
     * The page is not there.
     *
     * @param arguments the arguments of the failure's sentence, in order
     */
    record Failed(URI uri, LoadFailure failure, List<String> arguments) implements PageState {
        public Failed {
            arguments = List.copyOf(arguments);
        }

        /** The cause and the next step, in words, in that language. */
        public String cause(Locale language) {
            ResourceBundle messages = WebMessages.bundle(language);
            return new MessageFormat(messages.getString("failure." + failure.name()), language)
                    .format(arguments.toArray());
        }
    }
}
