package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.catalog.TechniqueCatalog;
import java.io.IOException;
import java.net.URI;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javafx.geometry.Rectangle2D;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server's pages, under its real content security policy, in a WebView as the client shows them. */
class PagesInWebViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "pages";

    private final List<ConsoleMessage> complaints = new CopyOnWriteArrayList<>();
    private PushlabServer server;
    private TestPage page;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
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

    /** Every page that the server has. */
    static List<String> techniques() {
        return new TechniqueCatalog()
                .descriptors().stream()
                        .filter(technique -> technique.kind() == TechniqueDescriptor.Kind.WEB)
                        .map(TechniqueDescriptor::id)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void eventsArriveInOrder(String technique) {
        open(technique);
        publish(1, 50);
        awaitEvents(50);

        assertThat(texts("tbody td.data"))
                .isEqualTo(IntStream.iterate(50, i -> i - 1)
                        .limit(50)
                        .mapToObj(i -> "event " + i)
                        .toList());
        assertThat(text("#figure-lost")).isEqualTo("0");
        assertThat(text("#figure-duplicates")).isEqualTo("0");
        // The server's clock comes by a request of its own, so the first events may have no latency yet.
        await().atMost(PATIENCE).untilAsserted(() -> {
            publish(51, 51);
            assertThat(text("#figure-latency")).matches("<?\\d.* m?s");
        });
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void publishesFromThePage(String technique) {
        open(technique);
        page.run("""
                document.getElementById('publish-data').value = 'hello 你好';
                document.getElementById('publish').click();""");
        awaitEvents(1);
        page.run("""
                document.getElementById('publish-binary').click();
                document.getElementById('publish-data').value = '00 ff 48';
                document.getElementById('publish').click();""");
        awaitEvents(2);

        assertThat(texts("tbody td.data")).containsExactly("00 ff 48 · 3 B", "hello 你好");
        assertThat(texts("tbody td.type")).containsOnly("note");
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void goesOnAfterStoppingWithoutLossOrRepetition(String technique) {
        open(technique);
        publish(1, 5);
        awaitEvents(5);
        page.run("document.getElementById('toggle').click();");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
        publish(6, 10);
        page.run("document.getElementById('toggle').click();");
        awaitEvents(10);

        assertThat(text("#figure-lost")).isEqualTo("0");
        assertThat(text("#figure-duplicates")).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void followsLanguageAndThemeWhileEventsArrive(String technique) {
        open(technique);
        publish(1, 3);
        awaitEvents(3);
        assertThat(text("#lesson h2")).isEqualTo("How it works");
        assertThat(theme()).isEqualTo("light");

        FxTestThread.run(() -> {
            page.host.setLanguage(Locale.SIMPLIFIED_CHINESE);
            page.host.setTheme(PageTheme.DARK);
        });
        await().atMost(PATIENCE).until(() -> text("#lesson h2").equals("工作原理"));
        publish(4, 6);
        awaitEvents(6);

        assertThat(text("#toggle")).isEqualTo("■ 停止");
        assertThat(theme()).isEqualTo("dark");
    }

    @Test
    void theWebSocketPageUsesTheImplementationThatWorksHere() {
        open("websocket");
        WebSocketImplementation which = page.host.webSocketImplementation().join();
        assertThat(page.run("return WebSocket.pushlabImplementation ?? 'native';")
                        .asText())
                .isEqualTo(which == WebSocketImplementation.BRIDGE ? "java" : "native");
        publish(1, 1);
        awaitEvents(1);
    }

    /** While the page's own requests are still on their way. */
    @Test
    void pagesThatAreLeftAsSoonAsTheyAreThereGiveWayToTheNext() {
        for (int visit = 1; visit <= 8; visit++) {
            load("websocket");
            load("short-polling");
        }
        open("sse");
        publish(1, 1);
        awaitEvents(1);
    }

    /** A frame that is only removed stays open here until the server writes again: this is how it ends at once. */
    @Test
    void aSecondConnectionEndsTheDocumentOfTheForeverIframe() {
        open("forever-iframe");
        publish(1, 1);
        awaitEvents(1);
        page.run("document.getElementById('toggle').click();");

        await().atMost(PATIENCE).until(() -> text(".events footer").contains("ended by the second connection 1 ×"));
        await().atMost(PATIENCE)
                .until(() -> server.hub().topics().stream().allMatch(topic -> topic.subscribers() == 0));
    }

    @Test
    void fallsBackAndComesBackWithoutLoss() {
        open("fallback");
        publish(1, 5);
        awaitEvents(5);
        obstruct("websocket", "refuse");
        await().atMost(PATIENCE).until(() -> text("#fact-transport").equals("Server-Sent Events"));
        publish(6, 10);
        obstruct("sse", "refuse");
        await().atMost(PATIENCE).until(() -> text("#fact-transport").equals("XHR streaming"));
        publish(11, 15);
        obstruct("websocket", "");
        await().atMost(PATIENCE).until(() -> text("#fact-transport").equals("WebSocket"));
        publish(16, 20);
        awaitEvents(20);

        assertThat(text("#figure-lost")).isEqualTo("0");
        assertThat(text("#figure-duplicates")).isEqualTo("0");
        // The engine reports what was refused.
        complaints.removeIf(line -> line.text().contains("403"));
    }

    private void obstruct(String transport, String obstacle) {
        page.run("const control = document.querySelector('tr[data-transport=" + transport + "] select');"
                + "control.value = '" + obstacle + "'; control.dispatchEvent(new Event('change'));");
    }

    /** Types of their own, 301 and 307, and the 204 that ends it, as this engine has them. */
    @Test
    void eventSourceFollowsTheServer() {
        open("sse");
        page.run("""
                document.getElementById('envelope-none').checked = true;
                document.getElementById('redirect').value = '307';
                document.getElementById('envelope-none').dispatchEvent(new Event('change'));""");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        publish(1, 3);
        awaitEvents(3);

        page.run("document.getElementById('last-stream').click();");
        await().atMost(PATIENCE).until(() -> text(".events footer").contains("204"));
        assertThat(state()).isEqualTo("stopped");
        complaints.removeIf(line -> line.text().contains("204"));
    }

    /** This WebView or the client program: whoever does it, the picture is there and is replaced. */
    @Test
    void theLivePictureIsReplaced() {
        open("multipart-streaming");
        publish(1, 1);
        awaitEvents(1);
        await().atMost(PATIENCE).until(() -> picture().path(0).asInt() == 360);
        var before = picture();
        publish(2, 2);
        await().atMost(PATIENCE).until(() -> !picture().equals(before));
        assertThat(text(".live-picture figcaption"))
                .startsWith(
                        page.run("return globalThis.MultipartSource === undefined;")
                                        .asBoolean()
                                ? "An ordinary image"
                                : "This WebView does not know multipart");
    }

    /** Its width, and the sum of its pixels. */
    private com.fasterxml.jackson.databind.JsonNode picture() {
        return page.run("""
                const image = document.getElementById('picture');
                const canvas = document.createElement('canvas');
                canvas.width = image.naturalWidth || 1;
                canvas.height = image.naturalHeight || 1;
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                let sum = 0;
                for (let i = 0; i < data.length; i++) { sum = (sum * 31 + data[i]) % 1000003; }
                return [image.naturalWidth, sum];""");
    }

    /** What the policy forbids stays forbidden: a page's own script runs, one that is written into it does not. */
    @Test
    void inlineScriptIsBlocked() {
        open("sse");
        page.run("""
                const script = document.createElement('script');
                script.textContent = 'window.inlineRan = true';
                document.body.append(script);""");
        assertThat(page.run("return window.inlineRan === true;").asBoolean()).isFalse();
        // The engine reports what it blocked; that is no complaint about the page.
        complaints.removeIf(line -> line.text().contains("Content Security Policy"));
    }

    /** WebKit here paints in one frame where a text was, and in the next where it has become longer, unless it knows before. */
    @Test
    void aTextThatGrowsIsNeverPaintedInPart() {
        open("sse");
        page.run("""
                const { setText } = await import('/web/kit/dom.js');
                const text = document.createElement('h1');
                text.textContent = '0';
                document.body.prepend(text);
                window.grow = (to) => setTimeout(() => setText(text, to), 5);""");
        Rectangle2D area = new Rectangle2D(0, 0, 300, 30);
        for (String text : List.of("10.4 kB", "1", "999 events", "1 B", "340 ms and more")) {
            int[] before = settled(area);
            FxTestThread.run(() -> page.host.executeScript("window.grow('" + text + "')"));
            Set<IntBuffer> seen = new HashSet<>();
            await().pollInterval(Duration.ofMillis(3)).atMost(PATIENCE).until(() -> {
                int[] now = pixels(area);
                seen.add(IntBuffer.wrap(now));
                return !Arrays.equals(now, before);
            });
            assertThat(seen)
                    .as("what is seen before \"%s\" and of it", text)
                    .isSubsetOf(IntBuffer.wrap(before), IntBuffer.wrap(settled(area)));
        }
    }

    /** What is there when nothing changes any more. */
    private int[] settled(Rectangle2D area) {
        int[][] last = {pixels(area)};
        await().pollInterval(Duration.ofMillis(200)).atMost(PATIENCE).until(() -> {
            int[] before = last[0];
            last[0] = pixels(area);
            return Arrays.equals(before, last[0]);
        });
        return last[0];
    }

    private int[] pixels(Rectangle2D area) {
        return FxTestThread.call(() -> {
            SnapshotParameters parameters = new SnapshotParameters();
            parameters.setViewport(area);
            WritableImage image = page.host.snapshot(parameters, null);
            int width = (int) image.getWidth();
            int height = (int) image.getHeight();
            int[] pixels = new int[width * height];
            image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
            return pixels;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "reverse"})
    void lessonsOfNativeTechniquesFollowLanguageAndTheme(String technique) {
        load(technique);
        await().atMost(PATIENCE).until(() -> text("#lesson h2").equals("How it works"));
        assertThat(page.run("return document.querySelector('.bar').hidden;").asBoolean())
                .isTrue();
        assertThat(page.run("return document.querySelector('svg.sequence').getBoundingClientRect().height > 100;")
                        .asBoolean())
                .isTrue();

        page.run("document.querySelector('#lesson details').open = true;");
        await().atMost(PATIENCE)
                .until(() -> text("details pre").contains("SessionPipelines")
                        || text("details pre").contains("session"));
        FxTestThread.run(() -> {
            page.host.setLanguage(Locale.SIMPLIFIED_CHINESE);
            page.host.setTheme(PageTheme.DARK);
        });
        await().atMost(PATIENCE).until(() -> text("#lesson h2").equals("工作原理"));
        assertThat(theme()).isEqualTo("dark");
    }

    /** WebKit here draws its own controls light whatever the page's color-scheme is: the pages draw theirs. */
    @Test
    void controlsAreDarkInTheDarkTheme() {
        FxTestThread.run(() -> page.host.setTheme(PageTheme.DARK));
        open("short-polling");

        for (String control : List.of("#earliest", "input[type=range]")) {
            await(control)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(brightPart(control))
                            .as("share of bright pixels in %s", control)
                            .isLessThan(0.3));
        }
        // The page is longer than this window: its scroll bar stands at the right edge.
        assertThat(page.run("return document.documentElement.scrollHeight > innerHeight;")
                        .asBoolean())
                .isTrue();
        Rectangle2D edge =
                FxTestThread.call(() -> new Rectangle2D(page.host.getWidth() - 10, 0, 8, page.host.getHeight()));
        await("scroll bar")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(brightPart(edge)).isLessThan(0.3));
    }

    private void load(String technique) {
        page.open(URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/techniques/" + technique
                + "/?embed=1&topic=" + TOPIC + (technique.equals("piggyback") ? "&act=0.5" : "")));
    }

    private void open(String technique) {
        load(technique);
        await("events to be received").atMost(PATIENCE).until(() -> state().equals("live"));
    }

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            EventDraft draft = new EventDraft("tick", EventDraft.TEXT, Payload.text("event " + i));
            server.hub().publish(new Topic(TOPIC), draft).toCompletableFuture().join();
        }
    }

    private void awaitEvents(int count) {
        await(count + " events")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("#figure-events")).isEqualTo(String.valueOf(count)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts("tbody td.data")).hasSize(count));
    }

    private String state() {
        return page.run("return document.getElementById('state')?.dataset.state ?? '';")
                .asText();
    }

    private String theme() {
        return page.run("return document.documentElement.dataset.theme;").asText();
    }

    private String text(String selector) {
        return page.run("return document.querySelector('" + selector + "')?.textContent ?? '';")
                .asText();
    }

    private List<String> texts(String selector) {
        List<String> found = new ArrayList<>();
        page.run("return [...document.querySelectorAll('" + selector + "')].map((e) => e.textContent);")
                .forEach(each -> found.add(each.asText()));
        return found;
    }

    private double brightPart(String selector) {
        var box = page.run("document.querySelector('" + selector + "').scrollIntoView();"
                + "const box = document.querySelector('" + selector + "').getBoundingClientRect();"
                + "return { x: box.x, y: box.y, width: box.width, height: box.height };");
        Rectangle2D area = new Rectangle2D(
                box.get("x").asDouble() + 1,
                box.get("y").asDouble() + 1,
                box.get("width").asDouble() - 2,
                box.get("height").asDouble() - 2);
        return brightPart(area);
    }

    private double brightPart(Rectangle2D area) {
        return FxTestThread.call(() -> {
            SnapshotParameters parameters = new SnapshotParameters();
            parameters.setViewport(area);
            WritableImage image = page.host.snapshot(parameters, null);
            int bright = 0;
            int all = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    all++;
                    if (image.getPixelReader().getColor(x, y).getBrightness() > 0.6) {
                        bright++;
                    }
                }
            }
            return bright / (double) all;
        });
    }
}
