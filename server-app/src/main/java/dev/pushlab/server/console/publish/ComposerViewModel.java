package dev.pushlab.server.console.publish;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.StorageException;
import dev.pushlab.server.hub.TooManyTopicsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The composer: an event to publish, once or at a rate, and what came of it. */
public final class ComposerViewModel {
    /** What the data is. */
    public enum Kind {
        TEXT,
        JSON,
        FILE
    }

    /**
     * What came of the last try.
     *
     * @param error whether it failed
     * @param key of the text
     * @param arguments of its pattern
     */
    public record Outcome(boolean error, String key, List<Object> arguments) {
        static final Outcome NONE = new Outcome(false, "", List.of());

        static Outcome failed(String key, Object... arguments) {
            return new Outcome(true, "console.publish.problem." + key, List.of(arguments));
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Hub hub;
    private final Repeater repeater;
    private final FxBridge bridge;
    private final Executor background;
    private final ObservableList<String> topics = FXCollections.observableArrayList();
    private final StringProperty topic = new SimpleStringProperty("stocks");
    private final StringProperty type = new SimpleStringProperty("");
    private final StringProperty data = new SimpleStringProperty("");
    private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>(Kind.TEXT);
    private final ObjectProperty<Path> file = new SimpleObjectProperty<>();
    private final BooleanProperty repeat = new SimpleBooleanProperty();
    private final StringProperty rate = new SimpleStringProperty("20");
    private final ReadOnlyBooleanWrapper repeating = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Outcome> outcome = new ReadOnlyObjectWrapper<>(Outcome.NONE);

    /** @param background where files are read */
    public ComposerViewModel(Hub hub, Repeater repeater, Sampler sampler, FxBridge bridge, Executor background) {
        this.hub = hub;
        this.repeater = repeater;
        this.bridge = bridge;
        this.background = background;
        kind.addListener((property, old, now) -> check());
        data.addListener((property, old, now) -> check());
        bridge.latest(sampler.latest(), this::show);
        bridge.latest(repeater.progress(), this::show);
    }

    /** The topics there are, to choose from. */
    ObservableList<String> topics() {
        return topics;
    }

    public StringProperty topicProperty() {
        return topic;
    }

    public StringProperty typeProperty() {
        return type;
    }

    public StringProperty dataProperty() {
        return data;
    }

    public ObjectProperty<Kind> kindProperty() {
        return kind;
    }

    public ObjectProperty<Path> fileProperty() {
        return file;
    }

    /** Whether to publish again and again. */
    public BooleanProperty repeatProperty() {
        return repeat;
    }

    /** Events per second, as typed. */
    public StringProperty rateProperty() {
        return rate;
    }

    public ReadOnlyBooleanProperty repeatingProperty() {
        return repeating.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Outcome> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    /** Publishes what is composed; while it repeats, stops. */
    public void publish() {
        if (repeating.get()) {
            repeater.stop();
            return;
        }
        Topic wanted;
        try {
            wanted = new Topic(topic.get() == null ? "" : topic.get().strip());
        } catch (InvalidEventException e) {
            outcome.set(Outcome.failed("topic"));
            return;
        }
        Optional<Double> perSecond = Optional.empty();
        if (repeat.get()) {
            perSecond = rate(rate.get());
            if (perSecond.isEmpty()) {
                outcome.set(Outcome.failed("rate"));
                return;
            }
        }
        if (kind.get() == Kind.FILE) {
            Path path = file.get();
            if (path == null) {
                outcome.set(Outcome.failed("no-file"));
                return;
            }
            Optional<Double> at = perSecond;
            String eventType = type.get().strip();
            bridge.outcome(CompletableFuture.supplyAsync(() -> read(path, eventType), background), (draft, error) -> {
                if (error != null) {
                    outcome.set(problem(error));
                } else {
                    send(wanted, draft, at);
                }
            });
            return;
        }
        try {
            send(wanted, typed(), perSecond);
        } catch (InvalidEventException e) {
            outcome.set(problem(e));
        } catch (JsonProcessingException e) {
            outcome.set(json(e));
        }
    }

    private void send(Topic wanted, EventDraft draft, Optional<Double> perSecond) {
        if (perSecond.isPresent()) {
            repeater.start(wanted, draft, perSecond.get());
            return;
        }
        bridge.outcome(
                hub.publish(wanted, draft),
                (event, error) -> outcome.set(error == null ? published(event) : problem(error)));
    }

    private EventDraft typed() throws JsonProcessingException {
        String text = data.get();
        if (kind.get() == Kind.JSON && JSON.readTree(text).isMissingNode()) {
            throw new JsonParseException(null, "nothing is no JSON");
        }
        return new EventDraft(
                type.get().strip(), kind.get() == Kind.JSON ? EventDraft.JSON : EventDraft.TEXT, Payload.text(text));
    }

    /** While JSON is being typed: says at once where it is wrong, and takes that back as soon as it is right. */
    private void check() {
        if (kind.get() != Kind.JSON || data.get().isBlank()) {
            if (outcome.get().error()) {
                outcome.set(Outcome.NONE);
            }
            return;
        }
        try {
            JSON.readTree(data.get());
            if (outcome.get().error()) {
                outcome.set(Outcome.NONE);
            }
        } catch (JsonProcessingException e) {
            outcome.set(json(e));
        }
    }

    private static Outcome json(JsonProcessingException e) {
        return e.getLocation() == null
                ? Outcome.failed("json")
                : Outcome.failed(
                        "json-at", e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static Optional<Double> rate(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            boolean allowed = value >= Repeater.MIN_RATE && value <= Repeater.MAX_RATE;
            return allowed ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static EventDraft read(Path path, String eventType) {
        try {
            long size = Files.size(path);
            if (size > Payload.MAX_BYTES) {
                throw new InvalidEventException(InvalidEventException.Part.PAYLOAD_SIZE, size + " bytes");
            }
            String contentType =
                    Optional.ofNullable(Files.probeContentType(path)).orElse(EventDraft.BINARY);
            return EventDraft.of(eventType, contentType, Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome published(Event event) {
        return new Outcome(
                false,
                "console.publish.done",
                List.of(event.id().toString(), event.topic().name()));
    }

    private static Outcome problem(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof InvalidEventException invalid) {
            return Outcome.failed(
                    switch (invalid.part()) {
                        case TOPIC -> "topic";
                        case TYPE -> "type";
                        case CONTENT_TYPE -> "content-type";
                        case PAYLOAD_SIZE -> "size";
                        case PAYLOAD_ENCODING -> "encoding";
                        case ID -> "other";
                    });
        }
        if (cause instanceof TooManyTopicsException) {
            return Outcome.failed("too-many-topics");
        }
        if (cause instanceof HubClosedException) {
            return Outcome.failed("closed");
        }
        if (cause instanceof StorageException storage) {
            return storage.reason() == StorageException.Reason.FULL
                    ? Outcome.failed("storage-full")
                    : Outcome.failed("storage");
        }
        if (cause instanceof UncheckedIOException) {
            return Outcome.failed("unreadable");
        }
        return Outcome.failed("other");
    }

    private void show(Sample sample) {
        List<String> names =
                sample.topics().stream().map(stats -> stats.topic().name()).toList();
        if (!names.equals(topics)) {
            // Changing the items of an editable box may touch its text: what is typed stays.
            String typed = topic.get();
            topics.setAll(names);
            topic.set(typed);
        }
    }

    private void show(Repeater.Progress progress) {
        repeating.set(progress.running());
        if (progress.failure().isPresent()) {
            outcome.set(problem(progress.failure().get()));
        } else if (progress.published() > 0) {
            outcome.set(new Outcome(
                    false,
                    progress.running() ? "console.publish.repeating" : "console.publish.repeated",
                    List.of(progress.published(), progress.lastId())));
        }
    }
}
