package dev.pushlab.server.technique.pagerefresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.Language;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRefreshEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final Instant TIME = Instant.parse("2026-11-23T15:04:05.000006Z");
    private static final EventId LAST = new EventId(7, 12);

    @Test
    void writesAWholeDocument() {
        Event old = event(11, EventDraft.text("old"));
        Event fresh = event(12, new EventDraft("tick", EventDraft.JSON, Payload.text("{\"a\":1}")));
        PageView view = new PageView(TOPIC, 5, PageView.DEFAULT_LIMIT, Language.EN, true, Optional.of("dark"));
        String html = new PageRefreshEncoder(
                        view,
                        new Batch(Optional.empty(), List.of(fresh)),
                        List.of(old),
                        LAST,
                        false,
                        TIME.plusMillis(1_500))
                .html();

        assertThat(html).startsWith("""
                        <!doctype html>
                        <html lang="en" data-theme="dark">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta http-equiv="refresh" content="5; url=/topics/news/page-refresh?after=7:12&amp;refresh=5&amp;lang=en&amp;theme=dark">
                        <title>(1) news · Pushlab</title>
                        <link rel="icon" href="/web/icon.svg">
                        <link rel="stylesheet" href="/web/base.css">
                        <link rel="stylesheet" href="/web/refreshed.css">
                        </head>
                        <body class="refreshed" data-last="7:12" data-gap="false" data-more="false">
                        <header>
                        <h1>news</h1>
                        <p>Made at <time datetime="2026-11-23T15:04:06.500006Z">15:04:06 UTC</time> by the server: 1 new, which had waited 1.5 s on average, 1.5 s at most.</p>
                        """).contains("""
                        <tbody class="new">
                        <tr><td>7:12</td><td>tick</td><td class="data" data-type="application/json">{&quot;a&quot;:1}</td><td><time datetime="2026-11-23T15:04:05.000006Z">1.5 s</time></td></tr>
                        </tbody>
                        <tbody class="earlier">
                        <tr><td>7:11</td><td></td><td class="data">old</td><td><time datetime="2026-11-23T15:04:05.000006Z">1.5 s</time></td></tr>
                        </tbody>
                        </table>
                        """).endsWith("</body>\n</html>\n");
    }

    /** HTML §4.2.5.3: without the element nothing happens until somebody presses F5. */
    @Test
    void isNotFetchedAgainUnlessItSaysSo() {
        assertThat(html(0, Language.EN)).doesNotContain("http-equiv").contains("aria-current=\"true\">never (F5)</a>");
        assertThat(html(60, Language.EN))
                .contains("content=\"60; url=/topics/news/page-refresh?after=7:12&amp;refresh=60\">")
                .contains("aria-current=\"true\">60 s</a>");
    }

    @ParameterizedTest
    @EnumSource
    void knowsItsOwnSize(Language language) {
        String html = html(0, language, event(12, EventDraft.text("你好 🚀")));
        String size = html.replaceAll("(?s).*<span id=\"size\"> *(\\d+)</span>.*", "$1");

        assertThat(size).isEqualTo(String.valueOf(html.getBytes(StandardCharsets.UTF_8).length));
        assertThat(html).contains("<html lang=\"" + language.tag() + "\">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</td></tr></table><script>alert(1)</script>",
                "<meta http-equiv=\"refresh\" content=\"0; url=//evil.example\">",
                "\" onmouseover=\"alert(1)",
                "' --> ]]> &lt;b>",
                "        </span>",
                "a\u2028b\u2029c\ufeff"
            })
    void hostileDataStaysText(String data) {
        String html = html(0, Language.EN, event(12, EventDraft.text(data)));
        String cell = cell(html);

        assertThat(cell).startsWith("<td class=\"data\">").doesNotContain("base64");
        String text = cell.substring("<td class=\"data\">".length(), cell.length() - "</td>".length());
        assertThat(text).doesNotContain("<", ">", "\"", "'");
        assertThat(text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&"))
                .isEqualTo(data);
    }

    @Test
    void hostileTypesStayText() {
        String html = html(0, Language.EN, event(12, new EventDraft("</td><b>", "text/\"><x", Payload.text("d"))));
        assertThat(html)
                .contains("<td>&lt;/td&gt;&lt;b&gt;</td><td class=\"data\" data-type=\"text/&quot;&gt;&lt;x\">d</td>");
    }

    /** A parser changes carriage returns and NUL (HTML §13.2.3.5, §13.2.5.1), so the cell has them as an attribute. */
    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\rb", "a\r\nb", "\u001b[31m", "\f", "\u007f"})
    void whatNoTextCanBeIsThereExactly(String data) {
        String cell = cell(html(0, Language.EN, event(12, EventDraft.text(data))));
        assertThat(decoded(cell)).isEqualTo(data.getBytes(StandardCharsets.UTF_8));
        assertThat(cell.replaceAll(".*>([^<]+)</td>$", "$1")).doesNotContain("\u0000", "\r", "\u001b", "\f");
    }

    @Test
    void cutsWhatIsLongAndKeepsItExactly() {
        String data = "x".repeat(Html.SHOWN_CHARACTERS - 1) + "🚀".repeat(10);
        String cell = cell(html(0, Language.EN, event(12, EventDraft.text(data))));
        assertThat(decoded(cell)).isEqualTo(data.getBytes(StandardCharsets.UTF_8));
        assertThat(cell).endsWith(">" + "x".repeat(Html.SHOWN_CHARACTERS - 1) + " …</td>");
    }

    @Test
    void showsBytesAsBytes() {
        byte[] data = {0, (byte) 0xff, 0x3c};
        String cell = cell(html(0, Language.EN, event(12, EventDraft.of("", EventDraft.BINARY, data))));
        assertThat(cell)
                .isEqualTo("<td class=\"data binary\" data-base64=\"AP88\" data-type=\"application/octet-stream\">"
                        + "00 ff 3c</td>");
    }

    @Test
    void tellsOfAGapAndThatThereIsMore() {
        PageView view = new PageView(TOPIC, 0, 1, Language.EN, false, Optional.empty());
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(7, 2)), new EventId(7, 11));
        String html = new PageRefreshEncoder(
                        view,
                        new Batch(Optional.of(gap), List.of(event(12, EventDraft.text("x")))),
                        List.of(),
                        LAST,
                        true,
                        TIME)
                .html();
        assertThat(html)
                .contains("data-gap=\"true\" data-more=\"true\"")
                .contains("<p class=\"gap\">History was lost between 7:2 and 7:11.</p>")
                .contains("<a id=\"more\" href=\"/topics/news/page-refresh?after=7:12&amp;refresh=0&amp;limit=1\">");
    }

    @ParameterizedTest
    @EnumSource
    void hasNoScriptAndNothingInline(Language language) {
        assertThat(html(5, language, event(12, EventDraft.text("x"))))
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("<style")
                .doesNotContainPattern(Pattern.compile("<[^>]*\\s(style|on[a-z]+)\\s*=", Pattern.CASE_INSENSITIVE));
    }

    @Test
    void saysTheSameInEveryLanguage() {
        String bundle = "dev.pushlab.server.technique.pagerefresh.document";
        ResourceBundle english = Language.EN.bundle(bundle);
        ResourceBundle chinese = Language.ZH_CN.bundle(bundle);
        assertThat(chinese.getLocale().toLanguageTag()).isEqualTo("zh-CN");
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        String everything = html(5, Language.ZH_CN) + html(0, Language.ZH_CN, event(12, EventDraft.text("x")));
        assertThat(everything).doesNotContain("Load", "Made", "{0}", "{1}");
    }

    private static String html(int refresh, Language language, Event... events) {
        PageView view = new PageView(TOPIC, refresh, PageView.DEFAULT_LIMIT, language, false, Optional.empty());
        return new PageRefreshEncoder(
                        view,
                        new Batch(Optional.empty(), List.of(events)),
                        List.of(),
                        LAST,
                        false,
                        TIME.plusMillis(350))
                .html();
    }

    private static Event event(long offset, EventDraft draft) {
        return Event.of(new EventId(7, offset), TOPIC, TIME, draft);
    }

    private static String cell(String html) {
        int begin = html.indexOf("<td class=\"data");
        return html.substring(begin, html.indexOf("</td>", begin) + "</td>".length());
    }

    private static byte[] decoded(String cell) {
        return Base64.getDecoder().decode(cell.replaceAll("(?s).* data-base64=\"([^\"]+)\".*", "$1"));
    }
}
