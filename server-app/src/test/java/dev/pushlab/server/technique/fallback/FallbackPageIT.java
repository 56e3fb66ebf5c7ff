package dev.pushlab.server.technique.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FallbackPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger published = new AtomicInteger();

    FallbackPageIT() {
        super("fallback");
    }

    @Test
    void beginsWithTheBest() {
        open("");
        awaitUse("websocket");
        publish(1, 10);
        awaitEvents(10);

        assertThat(browser.text("#fact-transport")).isEqualTo("WebSocket");
        assertThat(browser.text("#fact-first")).matches("<?\\d.* m?s");
        assertThat(browser.text("#fact-switches")).isEqualTo("0");
    }

    /** Down the whole ladder and up again, at 20 events a second: the ids prove that nothing is lost or comes twice. */
    @Test
    void goesDownAndUpAgainWithoutLossOrRepetition() {
        open("");
        choose("#proof", "0");
        awaitUse("websocket");
        CompletableFuture<Void> publisher = publishing();

        block("websocket", "refuse");
        awaitUse("sse");
        block("sse", "silence");
        awaitUse("xhr-streaming");
        block("xhr-streaming", "silence");
        awaitUse("long-polling");
        block("long-polling", "refuse");
        awaitUse("short-polling");
        block("long-polling", "");
        awaitUse("long-polling");
        block("xhr-streaming", "");
        awaitUse("xhr-streaming");
        block("sse", "");
        awaitUse("sse");
        block("websocket", "");
        awaitUse("websocket");

        end(publisher);
        assertThat(browser.text("#fact-switches")).isEqualTo("8");
        assertThat(browser.texts(".story li"))
                .anyMatch(line -> line.endsWith("Server-Sent Events: nothing came through"));
        assertThat(browser.complaints()).allMatch(FallbackPageIT::isOfRefusals);
    }

    /** What is cut in the middle goes on elsewhere, and the page comes back by itself when it may. */
    @Test
    void goesOnElsewhereWhenConnectionsAreCutAndComesBackByItself() {
        open("");
        choose("#proof", "0");
        awaitUse("websocket");
        CompletableFuture<Void> publisher = publishing();

        block("websocket", "cut");
        awaitUse("sse");
        // Nobody touches anything: a better one is tried beside the one that works.
        awaitUse("websocket");

        end(publisher);
        assertThat(browser.complaints()).allMatch(FallbackPageIT::isOfRefusals);
    }

    /** Events are there, the stream does not bring them, and nothing says so. */
    @Test
    void noticesThatAStreamHasFallenSilent() {
        open("");
        choose("#proof", "0");
        choose("#quiet", "0");
        awaitUse("websocket");
        publish(1, 1);
        awaitEvents(1);
        published.set(1);
        CompletableFuture<Void> publisher = publishing();
        block("websocket", "stall");
        awaitUse("sse");

        end(publisher);
        assertThat(browser.texts(".story li")).anyMatch(line -> line.endsWith("WebSocket: nothing came through"));
        assertThat(browser.complaints()).allMatch(FallbackPageIT::isOfRefusals);
    }

    /** If nothing gets through, that is no reason to give up. */
    @Test
    void triesAgainWhenNothingGetsThrough() {
        open("");
        for (String transport : new String[] {"short-polling", "long-polling", "xhr-streaming", "sse", "websocket"}) {
            block(transport, "refuse");
        }
        awaitState("waiting");
        publish(1, 3);
        block("short-polling", "");
        awaitUse("short-polling");
        awaitEvents(3);
        assertCounts(3);
        assertThat(browser.complaints()).allMatch(FallbackPageIT::isOfRefusals);
    }

    private void block(String transport, String obstacle) {
        choose("tr[data-transport='" + transport + "'] select", obstacle);
    }

    private void choose(String selector, String value) {
        browser.script(
                "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
                        + "e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change'));",
                selector,
                value);
    }

    private void awaitUse(String transport) {
        await(transport)
                .atMost(PATIENCE)
                .until(
                        () -> browser.script(
                                "return document.querySelector(`tr[data-transport='${arguments[0]}'] .badge`).dataset.state",
                                transport),
                        "live"::equals);
    }

    /** 20 events a second, until {@link #end}. */
    private CompletableFuture<Void> publishing() {
        return CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                server.publish(topic, "tick", "event " + published.incrementAndGet());
                LockSupport.parkNanos(50_000_000);
            }
        });
    }

    private void end(CompletableFuture<Void> publisher) {
        stop.set(true);
        publisher.join();
        awaitEvents(published.get());
        assertThat(offsets()).isEqualTo(newestFirst(Math.max(1, published.get() - 199), published.get()));
        assertCounts(published.get());
        stop.set(false);
        published.set(0);
    }

    /** What the browser says of what was refused, cut, or given up while it was being opened. */
    private static boolean isOfRefusals(String complaint) {
        return complaint.contains("403") || complaint.contains("WebSocket") || complaint.contains("ERR_");
    }
}
