package dev.pushlab.server.technique.htmlfile;

import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedHandlerScenarios;

class HtmlfileHandlerTest extends ScriptedHandlerScenarios {
    HtmlfileHandlerTest() {
        super(new HtmlfileEncoder("f", 0, new ScriptedDocument("N")), "");
    }
}
