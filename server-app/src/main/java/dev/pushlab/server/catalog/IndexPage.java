package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Language;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * The techniques by family, and how to do the same from a terminal, at {@code /}: for any browser, with or without
 * script.
 */
final class IndexPage {
    private static final String BUNDLE = "dev.pushlab.server.catalog.messages";
    /** Stands in the prepared pages for the origin by which the request came. */
    private static final String ORIGIN = "{origin}";

    /** What to type, and the message that says what it does. HTTP alone; the client program's are in the lessons. */
    private static final List<Command> COMMANDS = List.of(
            new Command("index.curl.sse", "curl -N '" + ORIGIN + "/topics/stocks/sse?after=earliest'"),
            new Command("index.curl.poll", "curl '" + ORIGIN + "/topics/stocks/short-polling?after=earliest&limit=3'"),
            new Command("index.curl.wait", "curl -i '" + ORIGIN + "/topics/stocks/long-polling?wait=10'"),
            new Command(
                    "index.curl.publish",
                    "curl -H 'Content-Type: text/plain' -d hello '" + ORIGIN + "/topics/stocks/events'"),
            new Command("index.curl.catalog", "curl '" + ORIGIN + "/techniques'"));

    private record Command(String key, String line) {}

    private final Map<Language, String> pages = new EnumMap<>(Language.class);

    IndexPage(List<TechniqueDescriptor> techniques) {
        for (Language language : Language.values()) {
            pages.put(language, html(techniques, language));
        }
    }

    void serve(HttpExchange exchange) {
        String host = exchange.headers().get(HttpHeaderNames.HOST, "");
        String origin = exchange.scheme().word() + "://" + (host.isEmpty() ? "localhost" : host);
        String html = pages.get(exchange.language()).replace(ORIGIN, escape(origin));
        new StaticFile(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8").serve(exchange);
    }

    private static String html(List<TechniqueDescriptor> techniques, Language language) {
        ResourceBundle texts = language.bundle(BUNDLE);
        Language other = language == Language.EN ? Language.ZH_CN : Language.EN;
        StringBuilder html = new StringBuilder(8192)
                .append("<!doctype html>\n<html lang=\"%s\">\n<head>\n".formatted(language.tag()))
                .append("<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Pushlab</title>\n<link rel=\"icon\" href=\"/web/icon.svg\">\n")
                .append("<link rel=\"stylesheet\" href=\"/web/base.css\">\n")
                .append("<link rel=\"stylesheet\" href=\"/web/index.css\">\n</head>\n<body class=\"index\">\n")
                .append("<header>\n<img src=\"/web/icon.svg\" alt=\"\" width=\"48\" height=\"48\">\n<div>\n")
                .append("<h1>Pushlab</h1>\n<p>%s</p>\n</div>\n".formatted(escape(texts.getString("index.heading"))))
                .append("<a class=\"button\" href=\"/?lang=%s\" hreflang=\"%s\" lang=\"%s\">%s</a>\n</header>\n"
                        .formatted(other.tag(), other.tag(), other.tag(), escape(texts.getString("index.other"))))
                .append("<main>\n<p class=\"intro\">%s</p>\n".formatted(escape(texts.getString("index.intro"))));
        for (TechniqueDescriptor.Family family : TechniqueDescriptor.Family.values()) {
            List<TechniqueDescriptor> members = techniques.stream()
                    .filter(technique -> technique.family() == family)
                    .toList();
            if (members.isEmpty()) {
                continue;
            }
            String key = "family." + family.name().toLowerCase(Locale.ROOT).replace('_', '-');
            html.append("<section>\n<h2>%s</h2>\n<ul>\n".formatted(escape(texts.getString(key))));
            members.forEach(technique -> html.append(item(technique, language, texts)));
            html.append("</ul>\n</section>\n");
        }
        html.append("<section>\n<h2>%s</h2>\n<p class=\"muted\">%s</p>\n<dl>\n"
                .formatted(escape(texts.getString("index.curl")), escape(texts.getString("index.curl.hint"))));
        for (Command command : COMMANDS) {
            html.append("<dt>%s</dt>\n<dd><pre tabindex=\"0\"><code>%s</code></pre></dd>\n"
                    .formatted(escape(texts.getString(command.key())), escape(command.line())));
        }
        return html.append("</dl>\n</section>\n</main>\n</body>\n</html>\n").toString();
    }

    private static String item(TechniqueDescriptor technique, Language language, ResourceBundle texts) {
        boolean web = technique.kind() == TechniqueDescriptor.Kind.WEB;
        return "<li><a href=\"%s?lang=%s\"><strong>%s</strong> <span>%s</span> <small>%s</small></a></li>\n"
                .formatted(
                        technique.lesson().orElseThrow(),
                        language.tag(),
                        escape(technique.titles().get(language.tag())),
                        escape(technique.summaries().get(language.tag())),
                        escape(texts.getString(web ? "index.page" : "index.lesson")));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
