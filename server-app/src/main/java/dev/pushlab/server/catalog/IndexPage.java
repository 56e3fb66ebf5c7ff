package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Language;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The plain list of the pages at {@code /}, for any browser, with or without script. */
final class IndexPage {
    private static final String BUNDLE = "dev.pushlab.server.catalog.messages";

    private final Map<Language, StaticFile> pages = new EnumMap<>(Language.class);

    IndexPage(List<TechniqueDescriptor> techniques) {
        for (Language language : Language.values()) {
            String html = html(techniques, language);
            pages.put(language, new StaticFile(html.getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-8"));
        }
    }

    void serve(HttpExchange exchange) {
        pages.get(exchange.language()).serve(exchange);
    }

    private static String html(List<TechniqueDescriptor> techniques, Language language) {
        ResourceBundle texts = language.bundle(BUNDLE);
        Language other = language == Language.EN ? Language.ZH_CN : Language.EN;
        StringBuilder html = new StringBuilder(2048)
                .append("<!doctype html>\n<html lang=\"%s\">\n<head>\n".formatted(language.tag()))
                .append("<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Pushlab</title>\n<link rel=\"icon\" href=\"/web/icon.svg\">\n")
                .append("<link rel=\"stylesheet\" href=\"/web/base.css\">\n</head>\n<body>\n<main class=\"index\">\n")
                .append("<h1>Pushlab</h1>\n<p>%s</p>\n".formatted(escape(texts.getString("index.heading"))))
                .append("<p>%s <a href=\"/?lang=%s\" hreflang=\"%s\" lang=\"%s\">%s</a></p>\n"
                        .formatted(
                                escape(texts.getString("index.intro")),
                                other.tag(),
                                other.tag(),
                                other.tag(),
                                escape(texts.getString("index.other"))));
        for (TechniqueDescriptor.Family family : TechniqueDescriptor.Family.values()) {
            List<TechniqueDescriptor> members = techniques.stream()
                    .filter(technique -> technique.family() == family)
                    .toList();
            if (members.isEmpty()) {
                continue;
            }
            String key = "family." + family.name().toLowerCase(Locale.ROOT).replace('_', '-');
            html.append("<h2>%s</h2>\n<ul>\n".formatted(escape(texts.getString(key))));
            members.forEach(technique -> html.append(item(technique, language, texts)));
            html.append("</ul>\n");
        }
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String item(TechniqueDescriptor technique, Language language, ResourceBundle texts) {
        String title = escape(technique.titles().get(language.tag()));
        String name = technique
                .page()
                .map(page -> "<a href=\"%s?lang=%s\">%s</a>".formatted(page, language.tag(), title))
                .orElse(title + " (" + escape(texts.getString("index.native")) + ")");
        return "<li>%s – %s</li>\n".formatted(name, escape(technique.summaries().get(language.tag())));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
