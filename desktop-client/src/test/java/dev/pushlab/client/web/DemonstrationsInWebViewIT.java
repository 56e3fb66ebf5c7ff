package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.net.HttpLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the demonstrations in a WebView, as the client shows them. */
class DemonstrationsInWebViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<ConsoleMessage> complaints = new CopyOnWriteArrayList<>();
    private PushlabServer server;
    private TestPage page;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(
                ServerOptions.defaults().withLimits(HttpLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(1))));
        server.start();
        page = new TestPage();
        page.host.console().subscribe(line -> {
            if (!line.level().equals("log") && !line.level().equals("info")) {
                complaints.add(line);
            }
        });
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
        assertThat(complaints).as("what the page's console complains of").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connections-per-host", "blocking-server", "dead-peers", "server-requested-reconnect"})
    void followLanguageAndTheme(String demonstration) {
        open(demonstration);
        assertThat(page.run("return document.querySelector('.bar').hidden;").asBoolean())
                .isTrue();
        FxTestThread.run(() -> {
            page.host.setLanguage(Locale.SIMPLIFIED_CHINESE);
            page.host.setTheme(PageTheme.DARK);
        });
        await().atMost(PATIENCE).until(() -> text("#lesson h2").equals("工作原理"));
        assertThat(page.run("return document.documentElement.dataset.theme;").asText())
                .isEqualTo("dark");
    }

    /** Four requests at a time go to one host name: the page has to find that out by itself. */
    @Test
    void connectionsPerHostAreFour() {
        open("connections-per-host");
        page.run("""
                document.getElementById('time').value = '0';
                document.getElementById('toggle').click();""");
        await().atMost(PATIENCE).until(() -> text("#state").equals("measured"));

        assertThat(text("#at-once")).isEqualTo("4");
        assertThat(tones()).startsWith("ok", "ok", "ok", "ok", "bad").endsWith("bad");
    }

    /** An abort is not seen by the server here: what is held is let go by a request. */
    @Test
    void connectionsPerHostAreFreeAfterStopping() {
        open("connections-per-host");
        page.run("""
                document.getElementById('time').value = '3';
                document.getElementById('toggle').click();""");
        page.run("document.getElementById('toggle').click();");
        page.run("""
                document.getElementById('time').value = '0';
                document.getElementById('held').value = '1';
                document.getElementById('toggle').click();""");
        await().atMost(PATIENCE).until(() -> text("#state").equals("measured"));

        assertThat(tones()).containsOnly("ok");
    }

    /** The page is loaded anew with the other port in its policy, and asks there as well. */
    @Test
    void theBlockingServerIsAskedAtItsOwnPort() {
        open("blocking-server");
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> text("#threads").equals("0 of 4"));
        page.run("document.getElementById('own-blocking').click();");
        await().atMost(PATIENCE).until(() -> text("#threads").equals("1 of 4"));
        page.run("document.getElementById('publish').click();");
        await().atMost(PATIENCE).until(() -> text("#own .value").startsWith("after "));
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> text("#threads").equals("–"));
    }

    /** What a page closes here stays open below: only the next sign of life tells the server. */
    @Test
    void deadPeersAndTheStreamOfThePageAreNoticed() {
        open("dead-peers");
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> text("#state").equals("peers are there"));
        page.run("document.getElementById('own').click();");
        await().atMost(PATIENCE).until(() -> text("#own-bar .value").equals("alive"));
        page.run("document.getElementById('own').click(); document.getElementById('kill').click();");
        await().atMost(PATIENCE).until(() -> text("#own-bar .value").startsWith("after "));
        await().atMost(PATIENCE).until(() -> text("#bars .value").startsWith("after "));
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> text("#state").equals("no peers"));
    }

    @Test
    void clientsAreAskedToReconnect() {
        open("server-requested-reconnect");
        page.run("""
                document.getElementById('clients').value = '0';
                document.getElementById('within').value = '1';
                document.getElementById('toggle').click();""");
        await().atMost(PATIENCE).until(() -> text("#live").equals("10 of 10"));
        page.run("document.getElementById('ask').click();");
        await().atMost(PATIENCE).until(() -> text("#asked-note").startsWith("10 of 10 back"));
        assertThat(text("#lost")).isEqualTo("0");
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> text("#live").equals("–"));
    }

    private void open(String demonstration) {
        page.open(URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/demonstrations/" + demonstration
                + "/?embed=1"));
        await().atMost(PATIENCE).until(() -> text("#lesson h2").equals("How it works"));
    }

    private String text(String selector) {
        return page.run("return document.querySelector('" + selector + "')?.textContent ?? '';")
                .asText();
    }

    private List<String> tones() {
        List<String> found = new ArrayList<>();
        page.run("return [...document.querySelectorAll('#bars .value')].map((e) => e.dataset.tone);")
                .forEach(each -> found.add(each.asText()));
        return found;
    }
}
