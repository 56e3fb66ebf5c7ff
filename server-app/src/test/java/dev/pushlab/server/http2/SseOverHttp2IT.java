package dev.pushlab.server.http2;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Arrival;
import dev.pushlab.server.conformance.Envelopes;
import dev.pushlab.server.conformance.Receiver;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

class SseOverHttp2IT extends Http2Conformance {
    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) throws IOException {
        String target = "/topics/" + topic.name() + "/sse?envelope=json&after=" + after;
        BufferedReader stream = new BufferedReader(new InputStreamReader(
                get(server, target, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
        return new Receiver() {
            @Override
            public List<Arrival> receive() throws IOException {
                String event = "";
                String data = "";
                boolean comment = false;
                for (String line = line(); !line.isEmpty(); line = line()) {
                    event = line.startsWith("event: ") ? line.substring(7) : event;
                    data = line.startsWith("data: ") ? line.substring(6) : data;
                    comment |= line.startsWith(":");
                }
                if (event.equals("subscribed")) {
                    return List.of(new Arrival.Standing(
                            EventId.parse(Envelopes.json(data).get("start").asText())));
                }
                if (event.equals("gap")) {
                    return List.of(new Arrival.Missed(
                            EventId.parse(Envelopes.json(data).get("resumed").asText())));
                }
                if (data.isEmpty()) {
                    return comment ? List.of(new Arrival.SignOfLife()) : List.of();
                }
                return List.of(Envelopes.event(Envelopes.json(data)));
            }

            private String line() throws IOException {
                String line = stream.readLine();
                if (line == null) {
                    throw new EOFException("the stream has ended");
                }
                return line;
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }
}
