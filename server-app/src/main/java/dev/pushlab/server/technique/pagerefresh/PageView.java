package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import java.util.Optional;

/**
 * How a reader wants the document, and the addresses of its next versions: whatever has been chosen stays chosen.
 *
 * @param refresh after how many seconds the browser fetches it again; 0: when somebody says so
 * @param limit how many new events it shows at most
 * @param language in which it is written
 * @param languageAsked whether the address says so; otherwise the browser's wishes decide each time
 * @param theme {@code light} or {@code dark}; empty: as the system has it
 */
record PageView(Topic topic, int refresh, int limit, Language language, boolean languageAsked, Optional<String> theme) {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;
    static final int MAX_REFRESH_SECONDS = 3_600;

    /** @throws ProblemException if a parameter is not in its range */
    static PageView of(HttpExchange exchange, Topic topic) {
        Optional<String> theme = exchange.query("theme");
        if (theme.isPresent() && !theme.get().equals("light") && !theme.get().equals("dark")) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "theme", "light, dark");
        }
        return new PageView(
                topic,
                exchange.query("refresh", 0, MAX_REFRESH_SECONDS, 0),
                exchange.query("limit", 1, MAX_LIMIT, DEFAULT_LIMIT),
                exchange.language(),
                exchange.query("lang").flatMap(Language::parse).isPresent(),
                theme);
    }

    /** The address of what comes after an event. Nothing in it needs escaping but the ampersands, in markup. */
    String after(EventId last) {
        return address(Position.after(last), refresh);
    }

    /** The same, fetched again after so many seconds. */
    String every(int seconds, EventId last) {
        return address(Position.after(last), seconds);
    }

    private String address(Position after, int seconds) {
        StringBuilder address =
                new StringBuilder("/topics/" + topic.name() + "/page-refresh?after=" + after + "&refresh=" + seconds);
        if (limit != DEFAULT_LIMIT) {
            address.append("&limit=").append(limit);
        }
        if (languageAsked) {
            address.append("&lang=").append(language.tag());
        }
        theme.ifPresent(name -> address.append("&theme=").append(name));
        return address.toString();
    }
}
