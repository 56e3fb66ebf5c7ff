package dev.pushlab.server.technique.foreveriframe;

import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedEncoderScenarios;
import org.junit.jupiter.api.Test;

class ForeverIframeEncoderTest extends ScriptedEncoderScenarios {
    @Override
    protected ForeverIframeEncoder format(ScriptedDocument document) {
        return new ForeverIframeEncoder("lab.take", document);
    }

    @Test
    void beginsTheDocument() {
        assertOpening(
                format(new ScriptedDocument("NONCE")),
                "<!doctype html>\n<html lang=\"en\">\n"
                        + "<head><meta charset=\"utf-8\"><title>forever</title></head>\n<body>\n",
                "abcdefghijklmnopqrstuv");
    }
}
