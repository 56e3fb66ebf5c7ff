package dev.pushlab.server.technique.foreveriframe;

import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedHandlerScenarios;

class ForeverIframeHandlerTest extends ScriptedHandlerScenarios {
    ForeverIframeHandlerTest() {
        super(new ForeverIframeEncoder("f", new ScriptedDocument("N")), "ID");
    }
}
