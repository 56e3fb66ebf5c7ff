package dev.pushlab.server.technique.endlesspage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.net.Language;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedEncoderScenarios;
import org.junit.jupiter.api.Test;

class EndlessPageEncoderTest extends ScriptedEncoderScenarios {
    @Override
    protected EndlessPageEncoder format(ScriptedDocument document) {
        return new EndlessPageEncoder("<body>股\n", document);
    }

    @Test
    void saysWhereItBeginsBehindTheBeginning() {
        assertOpening(format(new ScriptedDocument("NONCE")), "<body>股\n", "");
    }

    /** The beginning is worded, names its topic, and marks its script with the nonce. */
    @Test
    void wordsTheBeginningInEachLanguage() {
        EndlessPageDocument page = new EndlessPageDocument(new EndlessPageTechnique().descriptor());
        String english = page.beginning(Language.EN, "dark", TOPIC, new ScriptedDocument("NONCE"));
        String chinese = page.beginning(Language.ZH_CN, "\"><script>", TOPIC, new ScriptedDocument("NONCE"));

        assertThat(english)
                .startsWith("<!doctype html>\n<html lang=\"en\" data-theme=\"dark\">\n")
                .contains("<title>news · Pushlab</title>", "document.js\" nonce=\"NONCE\"></script>", "still loading")
                .doesNotContain("{nonce}", "{topic}", "{theme}", "{lang}", "</body>");
        assertThat(chinese)
                .startsWith("<!doctype html>\n<html lang=\"zh-CN\">\n")
                .contains("本页面还在加载");
    }
}
