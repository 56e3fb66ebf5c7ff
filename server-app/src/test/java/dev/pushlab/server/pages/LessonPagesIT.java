package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.catalog.DemonstrationCatalog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The index, and the pages of the techniques that only the client program receives, in a real browser. */
class LessonPagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Browser browser;
    private static PagesServer server;

    @BeforeAll
    static void start() throws IOException {
        server = PagesServer.start();
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        server.close();
    }

    @AfterEach
    void nothingToComplainOf() {
        assertThat(browser.complaints())
                .as("what the browser's console complains of")
                .isEmpty();
    }

    @Test
    void theIndexLeadsToEveryTechniqueInTheOrderOfTheCurriculum() {
        browser.open(server.page("sse").replace("techniques/sse/", "?lang=en"));

        assertThat(browser.texts("li strong")).containsExactlyElementsOf(titles("en"));
        assertThat(browser.texts("dd code"))
                .isNotEmpty()
                .allMatch(command -> command.contains("'http://127.0.0.1:" + server.port() + "/"));
        browser.click(".button");
        assertThat(browser.script("return document.documentElement.lang")).isEqualTo("zh-CN");
        assertThat(browser.texts("h2")).contains("反复询问", "用终端试试");
        browser.click("li a[href^='/techniques/reverse/']");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("工作原理"));
    }

    @Test
    void theMenuLeadsToEveryPageAndTheStepsToTheNext() {
        browser.open(server.page("binary") + "?lang=en&topic=kept");
        await().atMost(PATIENCE).until(() -> browser.find("#pages").isDisplayed());
        browser.tabTo("#pages summary");
        browser.press(Keys.ENTER);
        assertThat(browser.texts("#pages a")).containsExactlyElementsOf(titles("en"));
        assertThat(browser.text("#pages a[aria-current]")).isEqualTo("Binary protocol over TCP");
        browser.press(Keys.ESCAPE);
        assertThat(browser.script("return document.getElementById('pages').open"))
                .isEqualTo(false);
        assertThat(browser.script("return document.activeElement.localName")).isEqualTo("summary");

        browser.click("#page-after");
        await().atMost(PATIENCE).until(() -> browser.text("#pages summary").equals("Reverse connection"));
        assertThat(browser.script("return location.search")).isEqualTo("?lang=en&topic=kept");
        browser.click("#language");
        await().atMost(PATIENCE).until(() -> browser.text("#pages summary").equals("反向连接"));
        assertThat(browser.texts("#pages a")).containsExactlyElementsOf(titles("zh-CN"));
    }

    /** Of everything that has a page, in the order of the curriculum. */
    private static List<String> titles(String language) {
        return Stream.concat(
                        server.server().catalog().descriptors().stream(),
                        new DemonstrationCatalog().descriptors().stream())
                .map(page -> page.titles().get(language))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "reverse"})
    void aLessonShowsTheSourceThatIsRunning(String technique) {
        browser.open(server.page(technique) + "?lang=en");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("How it works"));
        browser.script("document.querySelectorAll('#lesson details').forEach(each => { each.open = true; })");
        int quotes = browser.texts("#lesson details").size();

        await().atMost(PATIENCE).until(() -> browser.texts("details pre").size() == quotes);
        assertThat(browser.texts("details pre")).isNotEmpty().allMatch(code -> code.contains("Session"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "reverse"})
    void aLessonFollowsLanguageThemeAndSize(String technique) {
        browser.open(server.page(technique) + "?lang=zh_CN&theme=dark&scale=150&embed=1");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("工作原理"));
        assertThat(browser.find(".bar").isDisplayed()).isFalse();
        assertThat(look()).isEqualTo(List.of("dark", "24px"));

        browser.script("pushlab.setTheme('light'); pushlab.setScale(200); pushlab.setLanguage('en')");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("How it works"));
        assertThat(look()).isEqualTo(List.of("light", "32px"));
    }

    /** Techniques of browsers have a script of their own; these have none, and nothing under /topics. */
    @Test
    void thereIsNothingElseAtTheirAddresses() {
        browser.open(server.page("binary") + "?lang=en");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("How it works"));
        assertThat(status("/techniques/binary/page.js")).isEqualTo(404);
        assertThat(status("/techniques/binary/source/BinaryTechnique.java")).isEqualTo(404);
        assertThat(status("/topics/t/binary")).isEqualTo(404);
        assertThat(status("/techniques/binary/source/BinaryRoom.java")).isEqualTo(200);
        // The browser's console reports what was not found.
        assertThat(browser.complaints()).hasSize(3).allMatch(complaint -> complaint.contains("404"));
    }

    private static Object look() {
        return browser.script("const root = document.documentElement;"
                + "return [root.dataset.theme, getComputedStyle(root).fontSize]");
    }

    private static int status(String path) {
        return ((Number) browser.script("return fetch(arguments[0]).then(response => response.status)", path))
                .intValue();
    }
}
