package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sockets and the life of their page: there in time, and closed when it is left. */
class WebSocketPageLifeIT extends WebSocketFixture {
    @Test
    void leavingThePageClosesWith1001AfterItsOwnPagehide() {
        page.run("""
                window.kept = await opened();
                window.own = await opened();
                window.addEventListener('pagehide', () => own.close(4000, 'pagehide'));""");
        int count = site.sockets.size();
        FxTestThread.run(page.host::leave);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(site.sockets.get(count - 2).closeCode).isEqualTo(1001);
            assertThat(site.sockets.get(count - 1).closeCode).isEqualTo(4000);
        });
    }

    @Test
    void navigatingWithinTheOriginClosesTheOldDocumentsSocketsWith1001() {
        site.page("/next", "<script>onload = () => { window.arrived = WebSocket.pushlabImplementation; };</script>");
        page.run("window.kept = await opened();");
        TestSocket old = site.lastSocket();
        FxTestThread.run(() -> page.host.executeScript("location.href = '/next'"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(old.closeCode).isEqualTo(1001));
        await().untilAsserted(() ->
                assertThat(page.run("return typeof window.arrived;").asText()).isEqualTo("string"));
    }

    @Test
    void isThereForModulesForPageshowAndForPagesThatAskBySettingTheStatus() {
        site.page("/early", """
                <script>
                window.status = 'ready for WebSocket';
                window.inline = WebSocket.pushlabImplementation;
                window.addEventListener('load', () => { window.loaded = WebSocket.pushlabImplementation; });
                window.addEventListener('pageshow', () => { window.shown = WebSocket.pushlabImplementation; });
                </script>""");
        site.page("/late", """
                <script>
                window.addEventListener('load', () => { window.loaded = WebSocket.pushlabImplementation; });
                window.addEventListener('pageshow', () => { window.shown = WebSocket.pushlabImplementation; });
                </script>""");
        String marker = page.run("return WebSocket.pushlabImplementation;").asText();
        for (int visit = 0; visit < 2; visit++) {
            page.open(site.uri("/early"));
            assertThat(page.run("""
                            while (window.shown === undefined) { await new Promise((done) => setTimeout(done, 5)); }
                            return [window.inline, window.loaded, window.shown].join();""").asText()).isEqualTo(String.join(",", marker, marker, marker));
            page.open(site.uri("/late"));
            assertThat(page.run("""
                            while (window.shown === undefined) { await new Promise((done) => setTimeout(done, 5)); }
                            return [window.loaded, window.shown].join();""").asText()).isEqualTo(String.join(",", marker, marker));
        }
    }
}
