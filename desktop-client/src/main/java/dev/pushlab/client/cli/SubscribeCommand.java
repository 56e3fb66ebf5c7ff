package dev.pushlab.client.cli;

import dev.pushlab.client.connection.Delivery;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.TopicState;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code subscribe TOPIC}: prints the events of a topic. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = "Prints the events of a topic, one JSON object a line.")
final class SubscribeCommand implements Callable<Integer> {
    @ParentCommand
    private ClientCommand client;

    @Parameters(paramLabel = "TOPIC")
    private String topic;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description =
                    "Begin after this event, or with the earliest one. Default: with what is published from now on.")
    private String after;

    @Option(
            names = "--durable",
            paramLabel = "NAME",
            description = {
                "Let the server keep the place under this name: the next run goes on behind what this one has",
                "printed. --after says where a new one begins."
            })
    private String durable;

    @Option(names = "--count", paramLabel = "N", description = "End after N events.")
    private Long count;

    @Option(names = "--timeout", paramLabel = "S", description = "End after S seconds, with exit code 4.")
    private Long timeout;

    @Override
    public Integer call() {
        if (count != null && count < 1 || timeout != null && timeout < 1) {
            throw client.wrong("--count and --timeout must be at least 1");
        }
        try {
            return client.headless(new Receiving(
                    new Topic(topic),
                    Position.parse(after),
                    Optional.ofNullable(durable),
                    count == null ? Long.MAX_VALUE : count,
                    Optional.ofNullable(timeout).map(Duration::ofSeconds)));
        } catch (InvalidEventException e) {
            throw client.wrong(e.getMessage());
        }
    }

    private record Receiving(
            Topic topic, Position after, Optional<String> durable, long count, Optional<Duration> limit)
            implements HeadlessRun.Task {
        private Receiving {
            durable.ifPresent(Topic::new);
        }

        @Override
        public void begin(ProtocolClient client, Reporter reporter, CompletableFuture<Integer> result) {
            long[] left = {count};
            // Deliveries come one at a time, on the client's event loop.
            client.deliveries().subscribe(delivery -> {
                if (left[0] > 0) {
                    left[0] -= delivery instanceof Delivery.Received ? 1 : 0;
                    boolean last = left[0] == 0;
                    reporter.delivery(delivery, () -> {
                        durable.ifPresent(name -> client.acknowledge(topic, position(delivery)));
                        if (last) {
                            result.complete(ExitCode.DONE);
                        }
                    });
                }
            });
            client.topics()
                    .subscribe(topics -> Optional.ofNullable(topics.get(topic))
                            .flatMap(TopicState::cause)
                            .ifPresent(cause -> {
                                reporter.error(cause);
                                result.complete(ExitCode.REFUSED);
                            }));
            durable.ifPresentOrElse(
                    name -> client.subscribeDurably(topic, name, after), () -> client.subscribe(topic, after));
        }

        private static EventId position(Delivery delivery) {
            return delivery instanceof Delivery.Received received
                    ? received.event().id()
                    : ((Delivery.Lost) delivery).gap().resumed();
        }
    }
}
