package dev.pushlab.client.web;

import dev.pushlab.protocol.observe.Signal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Java half of page.js. Public because JavaScript can only call public methods of public classes; nothing but
 * page.js is meant to. All methods are called on the FX thread.
 */
public final class PageBridge {
    /** Lines a document may report; a page that logs in a loop is cut off, with a last line that says so. */
    static final int MAX_LINES = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(PageBridge.class);

    private final Signal<ConsoleMessage> console;
    private final Consumer<URI> external;
    private int lines;

    PageBridge(Signal<ConsoleMessage> console, Consumer<URI> external) {
        this.console = console;
        this.external = external;
    }

    /** The page wrote to its console, or did not catch an error. */
    public void console(String level, String text) {
        if (lines >= MAX_LINES) {
            return;
        }
        lines++;
        String shown = lines == MAX_LINES ? "(more than " + MAX_LINES + " lines: the rest is dropped)" : text;
        LOG.debug("page {}: {}", level, shown);
        console.emit(new ConsoleMessage(level, shown));
    }

    /** A link that leads elsewhere, or asks for a window of its own, was followed. */
    public void external(String address) {
        try {
            external.accept(new URI(address));
        } catch (URISyntaxException e) {
            LOG.debug("A link that is no URI was followed: {}", address);
        }
    }
}
