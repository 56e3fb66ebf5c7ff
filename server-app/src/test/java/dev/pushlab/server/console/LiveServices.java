package dev.pushlab.server.console;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.live.Sampler;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A real server with a sampler that looks at it only when the test says so, at the time the test says. */
public final class LiveServices implements AutoCloseable {
    public final PushlabServer server;
    public final ConsoleServices services;
    public final Sampler sampler;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    public LiveServices() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
        List<TechniqueDescriptor> techniques = server.catalog().descriptors();
        services = new ConsoleServices(
                server.hub(),
                server.connections(),
                Optional.of(server.keys()),
                Optional.of(server.reverse()),
                List.of(),
                techniques,
                server.audit(),
                server.topics(),
                server.metrics(),
                new ConsoleServices.Access("127.0.0.1:1", Optional.empty(), server.tokens(), Optional.empty()));
        sampler = new Sampler(services, new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        });
    }

    /** Lets time pass and takes a sample. */
    public void sampleAfter(Duration time) {
        now = now.plus(time);
        sampler.sample();
    }

    public void publish(String topic, int events) {
        for (int i = 0; i < events; i++) {
            server.hub()
                    .publish(new Topic(topic), EventDraft.text("event " + i))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Override
    public void close() {
        sampler.close();
        server.close();
    }
}
