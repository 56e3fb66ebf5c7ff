package dev.pushlab.client.web;

import dev.pushlab.protocol.observe.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.scene.web.WebEngine;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts page.js and, where they are needed, websocket.js and multipart.js into each document of one origin, and into no other. The bridges
 * are arguments of functions and never properties of the page, so a page cannot reach them. FX thread only.
 */
final class PageScripts {
    private static final Logger LOG = LoggerFactory.getLogger(PageScripts.class);
    private static final String PAGE_SCRIPT = resource("page.js");
    private static final String WEBSOCKET_SCRIPT = resource("websocket.js");
    private static final String MULTIPART_SCRIPT = resource("multipart.js");
    /** True once per document. */
    private static final String FIRST_TIME = """
            (() => {
              const key = Symbol.for('dev.pushlab.client.web');
              if (window[key]) { return false; }
              Object.defineProperty(window, key, { value: true });
              return true;
            })()""";

    private static final String MARK_NATIVE =
            "Object.defineProperty(WebSocket, 'pushlabImplementation', { value: 'native' })";
    private static final String TELL_LOOK = """
            (function (language, theme) {
              const page = window.pushlab;
              if (page) {
                if (typeof page.setLanguage === 'function') { page.setLanguage(language); }
                if (typeof page.setTheme === 'function') { page.setTheme(theme); }
              }
            })""";

    private final WebEngine engine;
    private final Executor fx;
    private final Signal<ConsoleMessage> console;
    private final Consumer<URI> external;
    private WebSocketImplementation implementation = WebSocketImplementation.NATIVE;
    private boolean knowsMultipart = true;
    private String origin = "";
    private SocketClient client;
    private PageDelivery delivery;
    // JavaScript's references to Java objects are weak: these fields keep the bridges of the present document alive.
    private SocketBridge sockets;
    private MultipartBridge streams;
    private PageBridge page;

    PageScripts(WebEngine engine, Executor fx, Signal<ConsoleMessage> console, Consumer<URI> external) {
        this.engine = engine;
        this.fx = fx;
        this.console = console;
        this.external = external;
    }

    /** From now on documents of this origin are given the scripts. */
    void use(WebSocketImplementation newImplementation, boolean multipart, String newOrigin) {
        implementation = newImplementation;
        knowsMultipart = multipart;
        origin = newOrigin;
    }

    boolean inDocumentOf(String expected) {
        return Origin.matches(expected, href());
    }

    /** Whether the present document has this address, whatever the engine says. */
    boolean isAt(String address) {
        return address.equals(href());
    }

    private String href() {
        return String.valueOf(engine.executeScript("location.href"));
    }

    /** Installs the scripts if the present document is of our origin and has not got them yet. */
    void install() {
        if (!inDocumentOf(origin) || !Boolean.TRUE.equals(engine.executeScript(FIRST_TIME))) {
            return;
        }
        left();
        page = new PageBridge(console, external);
        call(PAGE_SCRIPT, page);
        if (client == null && (implementation == WebSocketImplementation.BRIDGE || !knowsMultipart)) {
            client = new SocketClient();
            delivery = new PageDelivery(fx, client.loop());
        }
        if (!knowsMultipart) {
            streams = new MultipartBridge(client.loop(), delivery, origin);
            call(MULTIPART_SCRIPT, streams);
        }
        if (implementation == WebSocketImplementation.BRIDGE) {
            sockets = new SocketBridge(client, delivery, origin);
            call(WEBSOCKET_SCRIPT, sockets);
        } else {
            engine.executeScript(MARK_NATIVE);
        }
    }

    /** The document before is gone; it said so itself unless it was torn down. */
    void left() {
        if (sockets != null) {
            sockets.leave();
            sockets = null;
        }
        if (streams != null) {
            streams.leave();
            streams = null;
        }
    }

    void tellLook(String language, String theme) {
        try {
            call(TELL_LOOK, language, theme);
        } catch (JSException e) {
            LOG.debug("The page failed to take language {} and theme {}", language, theme, e);
        }
    }

    void dispose() {
        left();
        if (client != null) {
            client.close();
        }
    }

    /** {@code function.call(null, arguments…)}. */
    private void call(String function, Object... arguments) {
        Object[] withThis = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, withThis, 1, arguments.length);
        ((JSObject) engine.executeScript(function)).call("call", withThis);
    }

    private static String resource(String name) {
        try (InputStream in = PageScripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
