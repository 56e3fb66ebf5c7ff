package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.net.Language;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

/** What every page has to do, whatever its technique: in a real browser, against the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final String technique;

    protected Browser browser;
    protected PagesServer server;
    /** A new one for each test. */
    protected String topic;

    protected PageScenarios(String technique) {
        this.technique = technique;
    }

    @BeforeAll
    void startBrowser() throws IOException {
        browser = Browser.start();
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startServer(TestInfo info) throws IOException {
        topic = "test-" + TOPICS.incrementAndGet();
        server = PagesServer.start();
    }

    @AfterEach
    void leaveThePage() {
        List<String> complaints = browser.complaints();
        browser.open("about:blank");
        server.close();
        assertThat(complaints).as("what the browser's console complains of").isEmpty();
    }

    @Test
    void showsEventsInOrderWithTypeDataAndLatency() {
        open("");
        awaitClock();
        publish(1, 50);
        awaitEvents(50);

        assertThat(offsets()).isEqualTo(newestFirst(1, 50));
        assertThat(browser.texts("tbody td.data").get(0)).isEqualTo("event 50");
        assertThat(browser.texts("tbody td.type")).containsOnly("tick");
        assertThat(browser.texts("tbody td.latency")).allMatch(text -> text.matches("<?\\d.* m?s"));
        assertCounts(50);
        assertThat(browser.text("#figure-latency")).matches("<?\\d.* m?s");
    }

    @Test
    void keepsTheNewestRowsOnlyAndCountsAll() {
        open("");
        publish(1, 500);
        awaitEvents(500);

        assertThat(offsets()).isEqualTo(newestFirst(301, 500));
        assertCounts(500);
    }

    @Test
    void goesOnAfterStoppingWithoutLossOrRepetition() {
        open("");
        publish(1, 10);
        awaitEvents(10);

        browser.click("#toggle");
        awaitState("stopped");
        publish(11, 20);
        browser.click("#toggle");
        awaitEvents(20);
        browser.click("#reconnect");
        publish(21, 30);
        awaitEvents(30);

        assertThat(offsets()).isEqualTo(newestFirst(1, 30));
        assertCounts(30);
    }

    @Test
    void goesOnAfterStoppingBeforeTheFirstEvent() {
        open("");
        browser.click("#toggle");
        awaitState("stopped");
        publish(1, 5);
        browser.click("#toggle");
        awaitEvents(5);

        assertThat(offsets()).isEqualTo(newestFirst(1, 5));
    }

    @Test
    void reconnectsWhileEventsKeepComing() {
        open("");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger published = new AtomicInteger();
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                server.publish(topic, "tick", "event " + published.incrementAndGet());
                // Not so fast that a page on a busy machine falls behind by more than the topic keeps.
                LockSupport.parkNanos(5_000_000);
            }
        });
        for (int i = 1; i <= 4; i++) {
            awaitAtLeast(i * 20);
            browser.click("#reconnect");
        }
        awaitAtLeast(100);
        stop.set(true);
        publisher.join();

        awaitEvents(published.get());
        assertThat(offsets()).isEqualTo(newestFirst(Math.max(1, published.get() - 199), published.get()));
        assertCounts(published.get());
    }

    @Test
    void replaysHistoryWhenAsked() {
        publish(1, 7);
        open("&from=earliest");
        awaitEvents(7);

        assertThat(offsets()).isEqualTo(newestFirst(1, 7));
    }

    @Test
    void saysWhatWasLost() throws IOException {
        server.close();
        server = PagesServer.start(10);
        open("");
        publish(1, 3);
        awaitEvents(3);

        browser.click("#toggle");
        awaitState("stopped");
        publish(4, 33);
        browser.click("#toggle");
        awaitEvents(13);

        assertThat(browser.text("#figure-lost")).isEqualTo("20");
        assertThat(browser.text("tbody tr.gap")).startsWith("20 events lost between");
        assertThat(offsets()).hasSize(13).startsWith(33L).endsWith(3L, 2L, 1L);
    }

    @Test
    void comesBackWhenTheServerDoesAndSaysThatHistoryWasLost() throws IOException {
        open("");
        publish(1, 3);
        awaitEvents(3);

        server.close();
        awaitState("waiting");
        server = PagesServer.startInsteadOf(server);
        awaitState("live");
        publish(4, 6);
        await().atMost(PATIENCE).until(() -> browser.texts("tbody tr.gap").size() == 1);
        awaitAtLeast(4);

        assertThat(browser.text("tbody tr.gap")).startsWith("History was lost between");
        assertThat(browser.text("#figure-lost")).isEqualTo("≥ 0");
        assertThat(browser.text("#figure-duplicates")).isEqualTo("0");
        // That the server could not be reached for a while is what this was about.
        assertThat(browser.complaints())
                .allMatch(complaint -> complaint.contains("ERR_") || complaint.contains("WebSocket"));
    }

    @Test
    void showsHostileDataAsText() {
        open("");
        List<String> hostile = List.of(
                "<img src=x onerror=\"window.hacked=1\">",
                "</script><script>window.hacked=1</script>",
                "a\u2028b\u2029c\u0000d",
                "\"}, {\"id\":\"1:1",
                "{{constructor.constructor('window.hacked=1')()}}",
                "\ud83d\ude80 \u202eright to left");
        hostile.forEach(data -> server.publish(topic, "</td><b>", data));
        awaitEvents(hostile.size());

        List<String> shown = browser.texts("tbody td.data");
        assertThat(IntStream.range(0, shown.size()).mapToObj(i -> shown.get(shown.size() - 1 - i)))
                .containsExactlyElementsOf(hostile);
        assertThat(browser.texts("tbody td.type")).containsOnly("</td><b>");
        assertThat(browser.texts("tbody img, tbody script, tbody b")).isEmpty();
        assertThat(browser.script("return window.hacked ?? null")).isNull();
    }

    @Test
    void publishesTextAndBytesThatArriveOnThePageItself() {
        open("");
        browser.enter("#publish-data", "hello 你好");
        browser.click("#publish");
        awaitEvents(1);
        browser.script("document.getElementById('publish-binary').click()");
        browser.enter("#publish-data", "00 ff 48");
        browser.click("#publish");
        awaitEvents(2);

        assertThat(browser.texts("tbody td.data")).containsExactly("00 ff 48 · 3 B", "hello 你好");
        assertThat(browser.texts("tbody td.type")).containsOnly("note");
    }

    @Test
    void asksForTheTokenWhereOneIsNeeded() throws IOException {
        server.close();
        server = PagesServer.startGuarded();
        open("");
        browser.enter("#publish-data", "secret");
        browser.click("#publish");
        await().atMost(PATIENCE).until(() -> browser.find("#publish-token").isDisplayed());
        assertThat(browser.text(".composer + .notice")).startsWith("Access token required");
        assertThat(events()).isZero();

        browser.enter("#publish-token", server.token());
        browser.click("#publish");
        awaitEvents(1);
        assertThat(browser.find(".composer + .notice").isDisplayed()).isFalse();
        // The browser's console reports the first answer.
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"));
    }

    @Test
    void refusesBytesThatAreNone() {
        open("");
        browser.script("document.getElementById('publish-binary').click()");
        browser.enter("#publish-data", "4g");
        browser.click("#publish");

        await().atMost(PATIENCE).until(() -> browser.text(".composer + .notice").startsWith("These are not bytes."));
        assertThat(browser.find("#publish-data").getAttribute("aria-invalid")).isEqualTo("true");
    }

    @Test
    void changesTheLanguageWhileEventsArrive() {
        open("");
        publish(1, 3);
        awaitEvents(3);
        browser.script("window.pushlab.setLanguage('zh_CN')");
        await().atMost(PATIENCE).until(() -> browser.text("#toggle").equals("■ 停止"));
        publish(4, 6);
        awaitEvents(6);

        assertThat(browser.script("return document.documentElement.lang")).isEqualTo("zh-CN");
        assertThat(browser.text("#lesson h2")).isEqualTo("工作原理");
        assertThat(browser.text("h1")).isEqualTo(server.message(technique, Language.ZH_CN, technique + ".title"));
        browser.click("#language");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("How it works"));
        assertThat(offsets()).isEqualTo(newestFirst(1, 6));
    }

    @Test
    void followsTheAddressInLanguageThemeAndSize() {
        browser.open(server.page(technique) + "?topic=" + topic + "&lang=zh-CN&theme=dark&scale=150&lesson=0&embed=1");
        awaitState("live");

        assertThat(browser.script("return document.documentElement.dataset.theme"))
                .isEqualTo("dark");
        assertThat(browser.script("return getComputedStyle(document.documentElement).fontSize"))
                .isEqualTo("24px");
        assertThat(browser.text("#toggle")).isEqualTo("■ 停止");
        assertThat(browser.find("#lesson").isDisplayed()).isFalse();
        assertThat(browser.find(".bar").isDisplayed()).isFalse();
        browser.script("window.pushlab.setTheme('light')");
        assertThat(browser.script("return document.documentElement.dataset.theme"))
                .isEqualTo("light");
    }

    @Test
    void canBeUsedWithTheKeyboardAlone() {
        open("");
        publish(1, 3);
        awaitEvents(3);

        browser.tabTo("#toggle");
        browser.press(Keys.ENTER);
        awaitState("stopped");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("toggle");
        browser.press(Keys.ENTER);
        awaitState("live");
        browser.tabTo(".events table");
        browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        assertThat(browser.text("tr[aria-selected] td.id")).endsWith(":2");
        assertThat(browser.text("#detail pre")).isEqualTo("event 2");
        publish(4, 5);
        await().atMost(PATIENCE).until(() -> browser.text("#pause").contains("2 new"));
        browser.press(Keys.ESCAPE);
        await().atMost(PATIENCE).until(() -> offsets().equals(newestFirst(1, 5)));
        browser.press(Keys.SPACE);
        assertThat(browser.text("#pause")).contains("Resume");
        browser.tabTo("#publish-data");
        browser.press("typed", Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.text("#pause").contains("1 new"));
    }

    @Test
    void refusesATopicThatIsNone() {
        open("");
        browser.enter("#topic", "no spaces");
        browser.press(Keys.TAB);

        await().atMost(PATIENCE).until(() -> browser.text(".notice").startsWith("Not a topic name."));
        assertThat(browser.text("#state")).isNotBlank();
    }

    /** Nobody else uses this technique at this server, so all of its bytes are this page's. */
    @Test
    void showsTheBytesThatTheServerCounted() {
        open("");
        publish(1, 20);
        awaitEvents(20);
        browser.click("#toggle");
        awaitState("stopped");

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(bytes("received")).isEqualTo(server.traffic(technique).bytesOut());
            assertThat(bytes("sent")).isEqualTo(server.traffic(technique).bytesIn());
        });
        assertThat(bytes("received")).isGreaterThan(20L * "event 1".length());
        assertThat(browser.text("#figure-received + .note")).matches("\\d.* k?B/event");
    }

    @Test
    void changesTheTopic() {
        open("");
        publish(1, 2);
        awaitEvents(2);
        browser.enter("#topic", topic + ".other");
        browser.press(Keys.TAB);
        awaitEvents(0);
        awaitState("live");
        server.publish(topic + ".other", "tick", "elsewhere");
        awaitEvents(1);

        assertThat(browser.texts("tbody td.data")).containsExactly("elsewhere");
        assertThat(browser.text(".command code")).contains(topic + ".other");
    }

    @Test
    void showsItsOwnSourceAndTheServers() {
        open("");
        int parts = browser.texts("#lesson details").size();
        browser.script("document.querySelectorAll('#lesson details').forEach(d => { d.open = true; })");

        await().atMost(PATIENCE)
                .until(() -> browser.texts("#lesson details pre").size() == parts);
        assertThat(parts).isGreaterThanOrEqualTo(2);
        assertThat(browser.texts("#lesson details pre"))
                .allMatch(code -> code.lines().count() > 3)
                .noneMatch(code -> code.contains("was not found"));
    }

    /** Opens the page at the test's topic and waits until events would arrive. */
    protected void open(String parameters) {
        browser.open(server.page(technique) + "?lang=en&topic=" + topic + parameters);
        awaitState("live");
    }

    protected void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            server.publish(topic, "tick", "event " + i);
        }
    }

    protected void awaitState(String state) {
        await().atMost(PATIENCE)
                .until(() -> browser.script("return document.getElementById('state')?.dataset.state"), state::equals);
    }

    /** Waits until the page has an estimate of the server's clock: before that it cannot say latencies. */
    private void awaitClock() {
        await().atMost(PATIENCE).until(() -> (Boolean)
                browser.script("return document.getElementById('figure-latency').parentElement.title.includes('±')"));
    }

    protected void awaitEvents(int count) {
        await().atMost(PATIENCE).until(this::events, events -> events == count);
    }

    protected void awaitAtLeast(int count) {
        await().atMost(PATIENCE).until(this::events, events -> events >= count);
    }

    protected void assertCounts(int events) {
        assertThat(events()).isEqualTo(events);
        assertThat(browser.text("#figure-duplicates")).isEqualTo("0");
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
    }

    /** The offsets in the list, as they stand there. */
    protected List<Long> offsets() {
        return browser.texts("tbody td.id").stream()
                .map(id -> Long.parseLong(id.substring(id.indexOf(':') + 1)))
                .toList();
    }

    protected static List<Long> newestFirst(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> (long) (to - (i - from)))
                .toList();
    }

    /** As the tooltip of the figure says them; -1 if it does not. */
    private long bytes(String figure) {
        String title = (String)
                browser.script("return document.getElementById('figure-' + arguments[0]).parentElement.title", figure);
        String number = title.split(" ")[0].replace(",", "");
        return number.matches("\\d+") ? Long.parseLong(number) : -1;
    }

    private int events() {
        String text = browser.text("#figure-events").replace(",", "");
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }
}
