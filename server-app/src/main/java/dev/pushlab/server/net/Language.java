package dev.pushlab.server.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The languages in which this server speaks to people. */
public enum Language {
    EN("en", Locale.ENGLISH),
    ZH_CN("zh-CN", Locale.SIMPLIFIED_CHINESE);

    private final String tag;
    private final Locale locale;

    Language(String tag, Locale locale) {
        this.tag = tag;
        this.locale = locale;
    }

    /** As in {@code lang} attributes and headers (RFC 5646). */
    public String tag() {
        return tag;
    }

    public Locale locale() {
        return locale;
    }

    /** As in the names of resource files: {@code en}, {@code zh_CN}. */
    public String suffix() {
        return tag.replace('-', '_');
    }

    /** The bundle of this name in this language; English is the one without a suffix. */
    public ResourceBundle bundle(String baseName) {
        Locale suffix = this == EN ? Locale.ROOT : locale;
        return ResourceBundle.getBundle(
                baseName,
                suffix,
                Language.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** The language that a tag asks for ({@code zh}, {@code zh_CN}, {@code zh-Hans}, {@code en-GB} …), if it is here. */
    public static Optional<Language> parse(String wanted) {
        String primary = wanted.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
        return switch (primary) {
            case "en" -> Optional.of(EN);
            case "zh" -> Optional.of(ZH_CN);
            default -> Optional.empty();
        };
    }

    /** The language that fits an Accept-Language header (RFC 9110 §12.5.4) best; English if none does. */
    public static Language negotiate(String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank()) {
            return EN;
        }
        List<Locale.LanguageRange> ranges;
        try {
            ranges = Locale.LanguageRange.parse(acceptLanguage.replace(" ", ""));
        } catch (IllegalArgumentException e) {
            return EN;
        }
        for (Locale.LanguageRange range : ranges) {
            Optional<Language> language = range.getWeight() > 0 ? parse(range.getRange()) : Optional.empty();
            if (language.isPresent()) {
                return language.get();
            }
        }
        return EN;
    }
}
