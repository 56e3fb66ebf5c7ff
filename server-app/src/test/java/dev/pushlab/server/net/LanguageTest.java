package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §12.5.4, as far as two languages need it. */
class LanguageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zh-CN,zh;q=0.9,en;q=0.8 | ZH_CN",
                "en-GB, en;q=0.9, zh;q=0.1 | EN",
                "en;q=0.2, zh-Hans;q=0.8 | ZH_CN",
                "de-DE, fr;q=0.9, zh-TW;q=0.3 | ZH_CN",
                "zh;q=0, en;q=0.1 | EN",
                "de, fr | EN",
                "* | EN",
                "ZH_cn | EN",
            })
    void theHeaviestKnownOneIsChosen(String header, Language expected) {
        assertThat(Language.negotiate(header)).isEqualTo(expected);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"  ", ";q=1", "en;q=nonsense", ",,,", "zh;q=7", "\u0000", "q=0.5;zh"})
    void whatIsNotAnAcceptLanguageMeansEnglish(String header) {
        assertThat(Language.negotiate(header)).isEqualTo(Language.EN);
    }

    @ParameterizedTest
    @CsvSource({"en,EN", "en-US,EN", "EN_gb,EN", "zh,ZH_CN", "zh_CN,ZH_CN", "zh-Hans-CN,ZH_CN"})
    void tagsAreReadWithEitherSeparator(String tag, Language expected) {
        assertThat(Language.parse(tag)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "zho", "english", "-en", "*"})
    void otherTagsAreNot(String tag) {
        assertThat(Language.parse(tag)).isEmpty();
    }

    @Test
    void eachHasItsNamesAndItsBundle() {
        assertThat(Language.ZH_CN.tag()).isEqualTo("zh-CN");
        assertThat(Language.ZH_CN.suffix()).isEqualTo("zh_CN");
        String key = "problem.not-found.title";
        String english = Language.EN.bundle("dev.pushlab.server.net.messages").getString(key);
        String chinese =
                Language.ZH_CN.bundle("dev.pushlab.server.net.messages").getString(key);
        assertThat(english).matches("\\p{ASCII}+");
        assertThat(chinese).matches(".*\\p{IsHan}.*");
    }
}
