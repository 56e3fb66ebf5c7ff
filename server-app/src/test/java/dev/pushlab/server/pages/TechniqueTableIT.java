package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page in a real browser while events come at a steady rate: all of them arrive, once. What the pages counted
 * meanwhile becomes a table. A build has a second of it at 20 events/s; {@code ./pushlab techniques} makes {@code
 * docs/techniques.md} of longer runs at several rates.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TechniqueTableIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SECONDS = Integer.getInteger("pushlab.techniques.seconds", 1);
    private static final List<Integer> RATES = Stream.of(
                    System.getProperty("pushlab.techniques.rates", "20").split(","))
            .map(Integer::valueOf)
            .toList();
    private static final Path OUT = Path.of(System.getProperty("pushlab.techniques.out", "target/techniques.md"));
    /** Of the size of a quotation. */
    private static final String DATA = "{\"symbol\":\"PLAB\",\"price\":101.25,\"change\":0.5,\"volume\":1200}";

    /** What a page needs that receives nothing by itself. */
    private static final Map<String, String> PARAMETERS = Map.of("piggyback", "&act=1");

    /** How many connections there are is not said by the browser. */
    private static final String UNKNOWN = "–";

    private final Map<Integer, Map<String, Row>> rows = new LinkedHashMap<>();
    private Browser browser;
    private String browserVersion;
    private PagesServer server;

    /**
     * What one page counted.
     *
     * @param latency the median, in words
     */
    private record Row(int events, long requests, String connections, long received, long sent, String latency) {}

    @BeforeAll
    void start() throws IOException {
        server = PagesServer.start();
        browser = Browser.start();
        browserVersion = ((String) browser.script("return navigator.userAgent"))
                .replaceAll(".*(?:Headless)?Chrome/(\\d+).*", "Chromium $1");
    }

    @AfterAll
    void writeTheTable() throws IOException {
        if (browser != null) {
            browser.close();
        }
        server.close();
        Files.createDirectories(OUT.toAbsolutePath().getParent());
        Files.writeString(OUT, table(), StandardCharsets.UTF_8);
    }

    static List<String> techniques() throws IOException {
        try (PagesServer any = PagesServer.start()) {
            return any.server().catalog().descriptors().stream()
                    .filter(technique -> technique.kind() == TechniqueDescriptor.Kind.WEB)
                    .map(TechniqueDescriptor::id)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void everythingArrivesOnce(String technique) throws Exception {
        for (int rate : RATES) {
            String topic = technique + "." + rate;
            browser.open(server.page(technique) + "?lang=en&topic=" + topic + PARAMETERS.getOrDefault(technique, ""));
            await().atMost(PATIENCE)
                    .until(
                            () -> browser.script("return document.getElementById('state')?.dataset.state"),
                            "live"::equals);
            await().atMost(PATIENCE).until(() -> (Boolean) browser.script(
                    "return document.getElementById('figure-latency').parentElement.title.includes('±')"));
            publish(topic, rate);
            int events = rate * SECONDS;
            await().atMost(PATIENCE).until(() -> number("events") == events);
            // The tap's figures are asked for now and then.
            await().atMost(PATIENCE).until(() -> exact("received") > 0);

            rows.computeIfAbsent(rate, it -> new LinkedHashMap<>())
                    .put(
                            technique,
                            new Row(
                                    events,
                                    number("requests"),
                                    browser.text("#figure-connections"),
                                    exact("received"),
                                    exact("sent"),
                                    browser.text("#figure-latency")));
            assertThat(browser.text("#figure-lost")).isEqualTo("0");
            assertThat(browser.text("#figure-duplicates")).isEqualTo("0");
            assertThat(browser.complaints()).isEmpty();
            browser.open("about:blank");
        }
    }

    /** Evenly, for as long as it is to be measured. */
    private void publish(String topic, int rate) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger published = new AtomicInteger();
        try {
            clock.scheduleAtFixedRate(
                    () -> {
                        server.publish(topic, "quote", DATA);
                        if (published.incrementAndGet() == rate * SECONDS) {
                            done.complete(null);
                            clock.shutdown();
                        }
                    },
                    0,
                    1_000_000_000L / rate,
                    TimeUnit.NANOSECONDS);
            done.get(SECONDS + PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            clock.shutdownNow();
        }
    }

    private long number(String figure) {
        String text = browser.text("#figure-" + figure).replace(",", "");
        return text.matches("\\d+") ? Long.parseLong(text) : -1;
    }

    /** As the tooltip of a figure in bytes says it. */
    private long exact(String figure) {
        String title = (String)
                browser.script("return document.getElementById('figure-' + arguments[0]).parentElement.title", figure);
        String number = title.split(" ")[0].replace(",", "");
        return number.matches("\\d+") ? Long.parseLong(number) : -1;
    }

    private String table() {
        StringBuilder out = new StringBuilder("# The techniques side by side\n\n");
        out.append("Every page of the laboratory in a real browser, one after the other, while events of ")
                .append(DATA.length())
                .append(" bytes are published at a steady rate for ")
                .append(SECONDS)
                .append(" s. Made by\n\n```\n./pushlab techniques --seconds ")
                .append(SECONDS)
                .append("\n```\n\non ")
                .append(LocalDate.now())
                .append(", on ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores with ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.version"))
                .append(", JDK ")
                .append(Runtime.version().feature())
                .append(" and ")
                .append(browserVersion)
                .append("; server and browser on one machine.\n\n")
                .append("Requests and connections are those that the page counted, its first ones included (")
                .append(UNKNOWN)
                .append(": it cannot know); bytes are those of TCP that the server's tap credited to the technique")
                .append(" meanwhile, by event; latency is from publishing to the page's list, the median.")
                .append(" Pages stand as they open: short polling asks every second, and for piggyback polling")
                .append(" a user does something once a second.\n");
        rows.forEach((rate, techniques) -> {
            out.append("\n## ").append(rate).append(rate == 1 ? " event/s\n\n" : " events/s\n\n");
            out.append("| technique | events | requests | connections | bytes received/event | bytes sent/event |")
                    .append(" median latency |\n|---|--:|--:|--:|--:|--:|--:|\n");
            techniques.forEach((technique, row) -> out.append("| ")
                    .append(technique)
                    .append(" | ")
                    .append(row.events)
                    .append(" | ")
                    .append(row.requests)
                    .append(" | ")
                    .append(row.connections)
                    .append(" | ")
                    .append(row.received / row.events)
                    .append(" | ")
                    .append(row.sent / row.events)
                    .append(" | ")
                    .append(row.latency)
                    .append(" |\n"));
        });
        return out.toString();
    }
}
