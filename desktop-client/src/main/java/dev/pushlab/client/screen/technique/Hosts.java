package dev.pushlab.client.screen.technique;

import dev.pushlab.client.web.PageTheme;
import dev.pushlab.client.web.WebViewHost;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.FxExecutor;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import java.net.URI;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;

/** Makes the WebViews of this window. */
final class Hosts {
    private Hosts() {}

    /**
     * One that looks and speaks as the window does, now and whenever that changes. It lives as long as the window.
     *
     * @param browser opens an address in the system's browser
     */
    static WebViewHost create(Messages messages, Appearance appearance, Consumer<URI> browser) {
        WebViewHost host = new WebViewHost(FxExecutor.later());
        host.elsewhere().subscribe(browser);
        InvalidationListener dress = change -> {
            host.setLanguage(messages.getLocale());
            host.setTheme(appearance.getTheme() == Theme.DARK ? PageTheme.DARK : PageTheme.LIGHT);
            host.setZoom(appearance.magnification());
        };
        messages.localeProperty().addListener(dress);
        appearance.themeProperty().addListener(dress);
        appearance.scale().percentProperty().addListener(dress);
        dress.invalidated(null);
        return host;
    }
}
