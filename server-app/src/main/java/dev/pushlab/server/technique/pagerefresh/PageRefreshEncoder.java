package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBufUtil;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The document: which events are new, newest first, those before them, how old the news are, and how to have it fetched
 * again. {@code <body data-last data-gap>} and the cells say the same to a program that reads it.
 *
 * @param batch the new events
 * @param earlier those before, in order
 * @param last from where the next version goes on
 * @param more whether there are new events that it does not show
 * @param now when it is made
 */
record PageRefreshEncoder(PageView view, Batch batch, List<Event> earlier, EventId last, boolean more, Instant now) {
    private static final String BUNDLE = "dev.pushlab.server.technique.pagerefresh.document";

    /** Intervals to choose from, in s; 0 is F5. */
    private static final List<Integer> INTERVALS = List.of(0, 1, 2, 5, 10, 30, 60);

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    /** Where the document says its own size: always as wide, so that saying it does not change it. */
    private static final String SIZE = "        ";

    String html() {
        ResourceBundle texts = view.language().bundle(BUNDLE);
        StringBuilder html = new StringBuilder(8192);
        head(texts, html);
        html.append("<body class=\"refreshed\" data-last=\"")
                .append(last)
                .append("\" data-gap=\"")
                .append(batch.gap().isPresent())
                .append("\" data-more=\"")
                .append(more)
                .append("\">\n<header>\n<h1>")
                .append(Html.escape(view.topic().name()))
                .append("</h1>\n<p>")
                .append(summary(texts))
                .append("</p>\n");
        intervals(texts, html);
        html.append("</header>\n<p class=\"note\"><label>")
                .append(text(texts, "note"))
                .append(" <input id=\"note\" autocomplete=\"off\"></label> <small>")
                .append(text(texts, "note.hint"))
                .append("</small></p>\n");
        batch.gap()
                .ifPresent(gap -> html.append("<p class=\"gap\">")
                        .append(text(
                                texts,
                                "gap",
                                gap.requested().map(EventId::toString).orElse("–"),
                                gap.resumed()))
                        .append("</p>\n"));
        if (more) {
            html.append("<p><a id=\"more\" href=\"")
                    .append(Html.escape(view.after(last)))
                    .append("\">")
                    .append(text(texts, "more"))
                    .append("</a></p>\n");
        }
        table(texts, html);
        html.append("<footer>")
                .append(text(texts, "size", "<span id=\"size\">" + SIZE + "</span>"))
                .append("</footer>\n");
        html.append("</body>\n</html>\n");
        return sized(html);
    }

    private void head(ResourceBundle texts, StringBuilder html) {
        html.append("<!doctype html>\n<html lang=\"")
                .append(view.language().tag())
                .append('"');
        view.theme()
                .ifPresent(theme -> html.append(" data-theme=\"").append(theme).append('"'));
        html.append(">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // snippet:begin refresh
        if (view.refresh() > 0) {
            // The browser goes on after the last event that it has been shown: the address is all that it remembers.
            html.append("<meta http-equiv=\"refresh\" content=\"")
                    .append(view.refresh())
                    .append("; url=")
                    .append(Html.escape(view.after(last)))
                    .append("\">\n");
        }
        // snippet:end
        html.append("<title>").append(title(texts)).append("</title>\n");
        html.append("<link rel=\"icon\" href=\"/web/icon.svg\">\n");
        html.append("<link rel=\"stylesheet\" href=\"/web/base.css\">\n");
        html.append("<link rel=\"stylesheet\" href=\"/web/refreshed.css\">\n</head>\n");
    }

    private String title(ResourceBundle texts) {
        int news = batch.events().size();
        String title = news == 0 ? "title" : "title.news";
        return text(texts, title, view.topic().name(), news);
    }

    /** When it was made, and how long what it brings has waited for that. */
    private String summary(ResourceBundle texts) {
        List<Event> news = batch.events();
        String clock = "<time datetime=\"" + TIME.format(now) + "\">" + CLOCK.format(now) + " UTC</time>";
        if (news.isEmpty()) {
            return text(texts, "summary.none", clock, last);
        }
        Duration longest = age(news.get(0));
        Duration mean = news.stream()
                .map(this::age)
                .reduce(Duration.ZERO, Duration::plus)
                .dividedBy(news.size());
        return text(texts, "summary", clock, news.size(), words(mean), words(longest));
    }

    private void intervals(ResourceBundle texts, StringBuilder html) {
        html.append("<nav aria-label=\"")
                .append(text(texts, "every"))
                .append("\">")
                .append(text(texts, "every"));
        for (int seconds : INTERVALS) {
            html.append(" <a href=\"")
                    .append(Html.escape(view.every(seconds, last)))
                    .append('"');
            html.append(seconds == view.refresh() ? " aria-current=\"true\">" : ">");
            html.append(seconds == 0 ? text(texts, "never") : words(Duration.ofSeconds(seconds)))
                    .append("</a>");
        }
        html.append(" <a id=\"reload\" href=\"")
                .append(Html.escape(view.after(last)))
                .append("\">")
                .append(text(texts, "reload"))
                .append("</a></nav>\n");
    }

    private void table(ResourceBundle texts, StringBuilder html) {
        html.append("<table>\n<thead><tr>");
        for (String column : List.of("id", "type", "data", "waited")) {
            html.append("<th scope=\"col\">")
                    .append(text(texts, "column." + column))
                    .append("</th>");
        }
        html.append("</tr></thead>\n");
        rows("new", batch.events(), html);
        rows("earlier", earlier, html);
        html.append("</table>\n");
        if (batch.events().isEmpty() && earlier.isEmpty()) {
            html.append("<p class=\"muted\">").append(text(texts, "empty")).append("</p>\n");
        }
    }

    private void rows(String name, List<Event> events, StringBuilder html) {
        html.append("<tbody class=\"").append(name).append("\">\n");
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            html.append("<tr><td>")
                    .append(event.id())
                    .append("</td><td>")
                    .append(Html.escape(event.type()))
                    .append("</td>");
            Html.cell(event.payload(), event.contentType(), html);
            html.append("<td><time datetime=\"")
                    .append(TIME.format(event.time()))
                    .append("\">")
                    .append(words(age(event)))
                    .append("</time></td></tr>\n");
        }
        html.append("</tbody>\n");
    }

    /** How long an event was there before this document was made. */
    private Duration age(Event event) {
        Duration age = Duration.between(event.time(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private String words(Duration duration) {
        Locale locale = view.language().locale();
        if (duration.toMillis() < 1_000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() < 120) {
            boolean whole = duration.toMillis() % 1_000 == 0;
            return String.format(locale, whole ? "%.0f s" : "%.1f s", duration.toMillis() / 1_000.0);
        }
        return duration.toMinutes() < 120 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }

    /** A text of the bundle; what is filled in is markup already. */
    private String text(ResourceBundle texts, String key, Object... values) {
        return new MessageFormat(
                        Html.escape(texts.getString(key)), view.language().locale())
                .format(values);
    }

    private static String sized(StringBuilder html) {
        int at = html.indexOf(SIZE + "</span>");
        String size = String.valueOf(ByteBufUtil.utf8Bytes(html));
        html.replace(at + SIZE.length() - size.length(), at + SIZE.length(), size);
        return html.toString();
    }
}
