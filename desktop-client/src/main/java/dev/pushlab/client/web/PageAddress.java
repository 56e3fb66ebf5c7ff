package dev.pushlab.client.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The query parameters every page takes: {@code lang=en|zh_CN} and {@code theme=light|dark}. */
final class PageAddress {
    private PageAddress() {}

    static String languageId(Locale language) {
        return language.getLanguage().equals("zh") ? "zh_CN" : "en";
    }

    /** The address with these two parameters, in place of any it had; the rest is left as it is. */
    static URI with(URI page, Locale language, PageTheme theme) {
        List<String> query = new ArrayList<>();
        if (page.getRawQuery() != null) {
            for (String part : page.getRawQuery().split("&")) {
                if (!part.isEmpty() && !part.startsWith("lang=") && !part.startsWith("theme=")) {
                    query.add(part);
                }
            }
        }
        query.add("lang=" + languageId(language));
        query.add("theme=" + theme.id());
        String path = page.getRawPath() == null || page.getRawPath().isEmpty() ? "/" : page.getRawPath();
        String fragment = page.getRawFragment() == null ? "" : "#" + page.getRawFragment();
        return URI.create(
                page.getScheme() + "://" + page.getRawAuthority() + path + "?" + String.join("&", query) + fragment);
    }
}
