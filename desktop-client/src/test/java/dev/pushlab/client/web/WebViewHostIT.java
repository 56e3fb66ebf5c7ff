package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebViewHostIT {
    private TestSite site;
    private TestPage page;

    @BeforeEach
    void openWindow() {
        site = new TestSite();
        page = new TestPage();
    }

    @AfterEach
    void closeWindow() {
        page.close();
        site.close();
    }

    @Test
    void loadsWithLanguageAndThemeAndTellsLaterChanges() {
        site.page("/p", """
                <script>
                window.told = [];
                window.pushlab = { setLanguage: (id) => told.push(id), setTheme: (id) => told.push(id) };
                </script>""");
        FxTestThread.run(() -> {
            page.host.setLanguage(Locale.SIMPLIFIED_CHINESE);
            page.host.setTheme(PageTheme.DARK);
        });
        page.open(site.uri("/p?x=1&theme=light#part"));
        assertThat(page.run("return location.search + location.hash;").asText())
                .isEqualTo("?x=1&lang=zh_CN&theme=dark#part");
        FxTestThread.run(() -> page.host.setTheme(PageTheme.LIGHT));
        assertThat(page.run("return told.join();").asText()).isEqualTo("zh_CN,light");
    }

    @Test
    void aRefusedConnectionIsNamedAndRetryLoadsThePage() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        page.load(URI.create("http://127.0.0.1:" + port + "/"));
        awaitFailure(LoadFailure.REFUSED);
        assertThat(visibleText("#page-placeholder-detail")).contains("Nothing is listening");
        FxTestThread.run(() -> page.host.setLanguage(Locale.SIMPLIFIED_CHINESE));
        assertThat(visibleText("#page-placeholder-detail")).contains("没有程序在监听");
        assertThat(visibleText("#page-retry")).contains("重试");

        page.load(site.uri("/missing"));
        awaitFailure(LoadFailure.HTTP);
        assertThat(visibleText("#page-placeholder-detail")).contains("404").contains("No such page");
        site.page("/missing", "<p>found</p>");
        FxTestThread.run(() -> ((Button) page.host.lookup("#page-retry")).fire());
        await().untilAsserted(() -> assertThat(page.host.state().get()).isInstanceOf(PageState.Loaded.class));
        assertThat(page.run("return document.body.innerText;").asText()).isEqualTo("found");
    }

    @Test
    void badAddressesAndUnknownHostsAreNamed() {
        page.load(URI.create("file:///etc/hostname"));
        awaitFailure(LoadFailure.BAD_ADDRESS);
        page.load(URI.create("http://nowhere.invalid/"));
        awaitFailure(LoadFailure.UNKNOWN_HOST);
    }

    @Test
    void aLoadCanBeStopped() {
        page.load(site.uri("/silent"));
        await().untilAsserted(() -> assertThat(site.streams).isNotEmpty());
        await().untilAsserted(() -> assertThat(
                        FxTestThread.call(() -> page.host.lookup("#page-cancel").isVisible()))
                .isTrue());
        FxTestThread.run(() -> ((Button) page.host.lookup("#page-cancel")).fire());
        awaitFailure(LoadFailure.CANCELLED);
    }

    @Test
    void leavingRunsPagehideAndReleasesTheStreamOnceTheServerWrites() {
        site.page("/stream", """
                <script>
                window.addEventListener('pagehide', () => console.log('pagehide ran'));
                window.source = new EventSource('/sse');
                window.first = new Promise((done) => { source.onmessage = ({ data }) => done(data); });
                </script>""");
        List<ConsoleMessage> lines = new CopyOnWriteArrayList<>();
        page.host.console().subscribe(lines::add);
        page.open(site.uri("/stream"));
        assertThat(page.run("return await first;").asText()).isEqualTo("first");
        FxTestThread.run(page.host::leave);
        await().untilAsserted(() -> assertThat(lines).contains(new ConsoleMessage("log", "pagehide ran")));
        assertThat(page.host.state().get()).isInstanceOf(PageState.Blank.class);
        await().untilAsserted(() -> {
            site.streams
                    .get(0)
                    .writeAndFlush(
                            new DefaultHttpContent(Unpooled.copiedBuffer(": heartbeat\n\n", StandardCharsets.UTF_8)));
            assertThat(site.streams.get(0).isActive()).isFalse();
        });
    }

    @Test
    void staysOnItsOriginAndRefusesPopups() {
        List<URI> elsewhere = new CopyOnWriteArrayList<>();
        page.host.elsewhere().subscribe(elsewhere::add);
        URI other = URI.create("http://localhost:" + site.port() + "/other");
        site.page("/other", "<p>other</p>");
        site.page("/home", "<a id=off href='" + other + "'>off</a><a id=tab href='/?tab' target=_blank>tab</a>");
        page.open(site.uri("/home"));
        page.run("document.getElementById('off').click(); document.getElementById('tab').click();");
        await().untilAsserted(() -> assertThat(elsewhere).containsExactly(other, site.uri("/?tab")));
        assertThat(page.run("return window.open('/?popup') === null;").asBoolean())
                .isTrue();

        page.run("location.href = '" + other + "';");
        await().untilAsserted(() -> assertThat(elsewhere).hasSize(3));
        assertThat(page.run("return location.pathname;").asText()).isEqualTo("/home");
        assertThat(page.host.state().get()).isInstanceOf(PageState.Loaded.class);
        assertThat(page.run("return document.body.innerText;").asText()).contains("off");
        assertThat(site.requests).noneMatch(uri -> uri.contains("popup") || uri.contains("tab"));

        page.load(site.uri("/away"));
        awaitFailure(LoadFailure.OFF_ORIGIN);
    }

    @Test
    void reportsConsoleAndErrors() {
        List<ConsoleMessage> lines = new CopyOnWriteArrayList<>();
        page.host.console().subscribe(lines::add);
        page.open(site.uri("/"));
        page.run("""
                console.warn('careful', { a: 1 }, [2]);
                setTimeout(() => { throw new Error('uncaught'); });
                Promise.reject(new Error('unhandled'));""");
        await().untilAsserted(() -> {
            assertThat(lines).contains(new ConsoleMessage("warn", "careful {\"a\":1} [2]"));
            assertThat(lines)
                    .anyMatch(
                            line -> line.level().equals("error") && line.text().contains("uncaught"));
            assertThat(lines)
                    .anyMatch(
                            line -> line.level().equals("error") && line.text().contains("unhandled"));
        });
    }

    @Test
    void pagesCannotReachTheBridges() {
        page.open(site.uri("/"));
        assertThat(page.run("""
                const names = new Set([...Object.getOwnPropertyNames(window), ...Object.getOwnPropertyNames(WebSocket),
                  ...Object.getOwnPropertyNames(console)]);
                const owners = [window, WebSocket, console];
                return [...names].filter((name) => owners.some((owner) => {
                  try { return /dev\\.pushlab|JavaRuntimeObject/.test(String(owner[name])); } catch (e) { return false; }
                }));""")).isEmpty();
    }

    @Test
    void darkThemeNeverShowsWhite() {
        FxTestThread.run(() -> page.host.setTheme(PageTheme.DARK));
        assertThat(brightestOfSnapshot()).isLessThan(0.95); // the placeholder's text is the brightest
        site.page("/plain", "");
        page.open(site.uri("/plain"));
        await().untilAsserted(() -> assertThat(brightestOfSnapshot()).isLessThan(0.3));
    }

    @Test
    void zoomStaysWithinItsRange() {
        FxTestThread.run(() -> page.host.setZoom(3));
        assertThat(page.host.zoom()).isEqualTo(2.5);
        FxTestThread.run(() -> page.host.setZoom(0.1));
        assertThat(page.host.zoom()).isEqualTo(1.0);
    }

    @Test
    void localStorageWorks() {
        page.open(site.uri("/"));
        assertThat(page.run("localStorage.setItem('k', 'v'); return localStorage.getItem('k');")
                        .asText())
                .isEqualTo("v");
    }

    private void awaitFailure(LoadFailure expected) {
        await().untilAsserted(() -> assertThat(page.host.state().get())
                .isInstanceOfSatisfying(
                        PageState.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(expected)));
    }

    private String visibleText(String selector) {
        return FxTestThread.call(() -> {
            Labeled node = (Labeled) page.host.lookup(selector);
            return node.isVisible() ? node.getText() : "(hidden)";
        });
    }

    private double brightestOfSnapshot() {
        return FxTestThread.call(() -> {
            WritableImage image = page.host.snapshot(null, null);
            double brightest = 0;
            for (int y = 0; y < image.getHeight(); y += 3) {
                for (int x = 0; x < image.getWidth(); x += 3) {
                    brightest = Math.max(
                            brightest, image.getPixelReader().getColor(x, y).getBrightness());
                }
            }
            return brightest;
        });
    }
}
