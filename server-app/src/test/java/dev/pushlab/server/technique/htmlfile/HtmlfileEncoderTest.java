package dev.pushlab.server.technique.htmlfile;

import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedEncoderScenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlfileEncoderTest extends ScriptedEncoderScenarios {
    @Override
    protected HtmlfileEncoder format(ScriptedDocument document) {
        return new HtmlfileEncoder("take", 0, document);
    }

    /** What comes before the first script is as long as Internet Explorer wants it, and nothing to see. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, HtmlfileTechnique.MAX_PADDING})
    void beginsWithSoManySpaces(int padding) {
        assertOpening(
                new HtmlfileEncoder("take", padding, new ScriptedDocument("NONCE")),
                "<!doctype html><html><body>" + " ".repeat(padding) + "\n",
                "");
    }
}
