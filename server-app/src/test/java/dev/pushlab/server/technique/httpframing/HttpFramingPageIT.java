package dev.pushlab.server.technique.httpframing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFramingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    HttpFramingPageIT() {
        super("http-framing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "length"})
    void bringsTheSameEventsInOtherFrames(String framing) {
        open("");
        choose("framing", framing);
        publish(1, 30);
        awaitEvents(30);
        assertThat(offsets()).isEqualTo(newestFirst(1, 30));
        assertCounts(30);
    }

    @Test
    void showsTheBytesOfAnAnswerInChunks() {
        open("");
        publish(1, 10);
        awaitEvents(10);
        await().atMost(PATIENCE)
                .until(() -> !browser.texts("tr[data-kind=last]").isEmpty());
        assertThat(browser.text("tr[data-kind=status] td.bytes")).isEqualTo("HTTP/1.1 200 OK\\r\\n");
        assertThat(browser.texts("tr[data-kind=framing] td.bytes")).containsExactly("transfer-encoding: chunked\\r\\n");
        assertThat(browser.texts("tr[data-kind=size]")).hasSize(11);
        assertThat(browser.texts("tr[data-kind=data] td.bytes").get(1))
                .contains("event 1")
                .endsWith("\\n");
        assertThat(browser.text("tr[data-kind=last] td.bytes")).isEqualTo("0\\r\\n");
        assertThat(browser.text("tr[data-kind=kept]")).contains("stays open");
        assertThat(browser.text("#verdict"))
                .isEqualTo("Events in this answer: 10. It is complete, and the browser knows: nothing is missing.");
    }

    /** Who notices that the server broke off: not the browser, if the end of the connection is the end of the answer. */
    @ParameterizedTest
    @CsvSource({
        "chunked, between, noticed:",
        "chunked, within, noticed:",
        "close, between, noticed nothing",
        "close, within, unfinished line",
        "length, within, noticed:"
    })
    void saysWhoNoticesThatTheServerBrokeOff(String framing, String cut, String words) {
        open("");
        choose("framing", framing);
        choose("cut", cut);
        AtomicInteger published = new AtomicInteger();
        await().atMost(PATIENCE).until(() -> {
            publish(published.get() + 1, published.addAndGet(3));
            return browser.text("#verdict").contains("broke off");
        });
        assertThat(browser.text("#verdict")).contains(words);
        assertThat(browser.text("tr[data-kind=cut]")).contains("FIN");
        choose("cut", "no");
        // Whatever broke off: the page goes on after the last whole event.
        awaitEvents(published.get());
        assertThat(offsets()).isEqualTo(newestFirst(1, published.get()));
        assertCounts(published.get());
        assertThat(browser.complaints())
                .allMatch(complaint -> complaint.contains("ERR_INCOMPLETE_CHUNKED_ENCODING")
                        || complaint.contains("ERR_CONTENT_LENGTH_MISMATCH"));
    }

    /** The module that takes recorded bytes apart. */
    @Test
    void takesAnswersApart() {
        open("");
        Object rows = browser.script("""
                const { rowsOf, shown } = await import('/web/kit/wire.js');
                const bytes = (text) => new TextEncoder().encode(text);
                const kinds = (text, framing) => rowsOf(bytes(text), framing)
                  .map(({ kind, bytes: part }) => kind + ':' + shown(part)).join(' ');
                const head = 'HTTP/1.1 200 OK\\r\\nA: b\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n';
                const whole = (text, framing) => rowsOf(bytes(text), framing)
                  .reduce((sum, { bytes: part }) => sum + part.length, 0) === bytes(text).length;
                return [
                  kinds(head + '2\\r\\na\\n\\r\\n0\\r\\n\\r\\n', 'chunked'),
                  kinds(head + '5\\r\\nab', 'chunked').split(' ').slice(-2).join(' '),
                  kinds('HTTP/1.1 200 OK\\r\\n\\r\\na\\nb', 'close').split(' ').slice(-3).join(' '),
                  kinds('HTTP/1.1 2', 'length'),
                  kinds('', 'length'),
                  String(Array.from({ length: 60 }, (_, i) => (head + '2\\r\\na\\n\\r\\n0\\r\\n\\r\\n').slice(0, i))
                    .every((text) => whole(text, 'chunked'))),
                ];""");
        assertThat(rows)
                .isEqualTo(List.of(
                        "status:HTTP/1.1 200 OK\\r\\n header:A: b\\r\\n framing:Transfer-Encoding: chunked\\r\\n blank:\\r\\n"
                                + " size:2\\r\\n data:a\\n chunkend:\\r\\n last:0\\r\\n chunkend:\\r\\n",
                        "size:5\\r\\n unfinished:ab",
                        "blank:\\r\\n data:a\\n unfinished:b",
                        "unfinished:HTTP/1.1 2",
                        "",
                        "true"));
    }

    private void choose(String select, String value) {
        browser.script(
                "const select = document.getElementById(arguments[0]); select.value = arguments[1];"
                        + "select.dispatchEvent(new Event('change'));",
                select,
                value);
    }
}
