package dev.pushlab.server.technique.scriptlongpolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Envelopes;
import dev.pushlab.server.conformance.HttpWire;
import dev.pushlab.server.conformance.Polling;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.RoomConformance;
import java.io.IOException;
import java.util.List;

class ScriptLongPollingConformanceIT extends RoomConformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        return new Polling(server.crossOriginAddress(), after) {
            private int wait;

            @Override
            protected List<Arrival> ask(HttpWire http, String position) throws IOException {
                // The first question says where the topic stands; only then is nothing missed between two questions.
                HttpWire.Answer answer = http.get("/topics/" + topic.name() + "/script-long-polling?callback=take&wait="
                        + wait + "&after=" + position);
                wait = 1;
                String script = answer.text();
                assertThat(script).startsWith("/**/take(").endsWith(");");
                return Envelopes.answer(Envelopes.json(script.substring("/**/take(".length(), script.length() - 2)));
            }
        };
    }
}
