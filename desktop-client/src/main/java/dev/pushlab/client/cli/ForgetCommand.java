package dev.pushlab.client.cli;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.ReasonCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code forget TOPIC NAME}: deletes a durable subscription. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = "Deletes a durable subscription that the server keeps for this client.")
final class ForgetCommand implements Callable<Integer> {
    @ParentCommand
    private ClientCommand client;

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic;

    @Parameters(index = "1", paramLabel = "NAME")
    private String name;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "10",
            description = "Give up after S seconds, with exit code 4. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Override
    public Integer call() {
        if (timeout < 1) {
            throw client.wrong("--timeout must be at least 1");
        }
        try {
            return client.headless(
                    new Forgetting(new Topic(topic), new Topic(name).name(), Duration.ofSeconds(timeout)));
        } catch (InvalidEventException e) {
            throw client.wrong(e.getMessage());
        }
    }

    private record Forgetting(Topic topic, String name, Duration timeout) implements HeadlessRun.Task {
        @Override
        public Optional<Duration> limit() {
            return Optional.of(timeout);
        }

        @Override
        public void begin(ProtocolClient client, Reporter reporter, CompletableFuture<Integer> result) {
            client.connection()
                    .subscribe(new FirstConnection(() -> client.forget(topic, name)
                            .thenAccept(reason -> {
                                if (reason == ReasonCode.SUBSCRIPTION_DELETED) {
                                    reporter.forgotten(topic, name);
                                    result.complete(ExitCode.DONE);
                                } else {
                                    reporter.error(Cause.of(reason, ""));
                                    result.complete(ExitCode.REFUSED);
                                }
                            })));
        }
    }
}
