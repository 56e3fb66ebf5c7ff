package dev.pushlab.server.http2;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Envelopes;
import dev.pushlab.server.conformance.Receiver;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

class LongPollingOverHttp2IT extends Http2Conformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) {
        return new Receiver() {
            private String position = after.toString();
            private int wait;

            @Override
            public List<Arrival> receive() throws IOException {
                HttpResponse<String> answer = get(
                        server,
                        "/topics/" + topic.name() + "/long-polling?wait=" + wait + "&after=" + position,
                        HttpResponse.BodyHandlers.ofString());
                wait = 1;
                // Where to go on is in the head of every answer.
                EventId last = EventId.parse(
                        answer.headers().firstValue("etag").orElseThrow().replace("\"", ""));
                position = last.toString();
                return answer.statusCode() == 204
                        ? List.of(new Arrival.SignOfLife(), new Arrival.Standing(last))
                        : Envelopes.answer(Envelopes.json(answer.body()));
            }

            @Override
            public void close() {
                // Between two questions there is nothing of it.
            }
        };
    }
}
