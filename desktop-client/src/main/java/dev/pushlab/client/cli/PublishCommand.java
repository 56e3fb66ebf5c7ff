package dev.pushlab.client.cli;

import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.PublishException;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code publish TOPIC DATA}: publishes one event. */
@Command(name = "publish", mixinStandardHelpOptions = true, description = "Publishes one event and prints its id.")
final class PublishCommand implements Callable<Integer> {
    @ParentCommand
    private ClientCommand client;

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic;

    @Parameters(index = "1", paramLabel = "DATA", arity = "0..1", description = "The text to publish.")
    private String data;

    @Option(names = "--type", description = "The event's type: up to 64 printable ASCII characters without space.")
    private String type = "";

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "The media type. Default: text/plain, or application/octet-stream with --file.")
    private String contentType;

    @Option(names = "--file", description = "Publish the contents of a file instead of DATA; up to 1 MiB.")
    private Path file;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = {
                "Any text, another one for each event: within ten minutes publishing again with the same key",
                "gives no second event. For scripts that try again after exit code 4 or 5."
            })
    private String key;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "10",
            description = "Give up after S seconds, with exit code 4. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Override
    public Integer call() {
        if ((data == null) == (file == null)) {
            throw client.wrong("either DATA or --file is needed");
        }
        if (timeout < 1) {
            throw client.wrong("--timeout must be at least 1");
        }
        try {
            return client.headless(new Publishing(
                    new Topic(topic),
                    draft(),
                    Optional.ofNullable(key).map(PublishCommand::hash),
                    Duration.ofSeconds(timeout)));
        } catch (InvalidEventException e) {
            throw client.wrong(e.getMessage());
        } catch (IOException e) {
            throw client.wrong("--file: " + e);
        }
    }

    /** The protocol's keys are 16 bytes. */
    private static Bytes hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Bytes.of(Arrays.copyOf(hash, Message.PublishOnce.KEY_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private EventDraft draft() throws IOException {
        if (file == null) {
            String media = contentType == null ? EventDraft.TEXT : contentType;
            return EventDraft.of(type, media, data.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Payload.MAX_BYTES + 1);
            return EventDraft.of(type, contentType == null ? EventDraft.BINARY : contentType, bytes);
        }
    }

    private record Publishing(Topic topic, EventDraft draft, Optional<Bytes> key, Duration timeout)
            implements HeadlessRun.Task {
        @Override
        public Optional<Duration> limit() {
            return Optional.of(timeout);
        }

        @Override
        public void begin(ProtocolClient client, Reporter reporter, CompletableFuture<Integer> result) {
            // Only once there is a server to speak of does the event wait for the connection.
            client.connection()
                    .subscribe(new FirstConnection(() -> key.map(it -> client.publish(topic, draft, it))
                            .orElseGet(() -> client.publish(topic, draft))
                            .whenComplete((id, error) -> {
                                if (error == null) {
                                    reporter.published(topic, id);
                                    result.complete(ExitCode.DONE);
                                } else {
                                    if (error instanceof PublishException refused) {
                                        reporter.error(refused.reason());
                                    }
                                    result.complete(ExitCode.NOT_PUBLISHED);
                                }
                            })));
        }
    }
}
