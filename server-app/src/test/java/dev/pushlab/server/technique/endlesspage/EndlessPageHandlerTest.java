package dev.pushlab.server.technique.endlesspage;

import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedHandlerScenarios;

class EndlessPageHandlerTest extends ScriptedHandlerScenarios {
    EndlessPageHandlerTest() {
        super(new EndlessPageEncoder("<!doctype html>", new ScriptedDocument("N")), "");
    }
}
