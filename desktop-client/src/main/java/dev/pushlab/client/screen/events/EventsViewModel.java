package dev.pushlab.client.screen.events;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.Delivery;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.PublishException;
import dev.pushlab.client.connection.TopicState;
import dev.pushlab.client.connection.Traffic;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.EventListModel;
import dev.pushlab.fx.EventRow;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.protocol.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The native list of events with its topics, figures and publishing. */
public final class EventsViewModel implements AutoCloseable {
    /** The most rows shown, and the most kept between two frames. */
    static final int ROWS = 2000;

    private static final String FIRST_TOPIC = "stocks";
    private static final int MAX_KNOWN_TOPICS = 50;

    private final ProtocolClient client;
    private final FxBridge bridge;
    private final EventLedger ledger = new EventLedger();
    private final Signal<EventRow> arrivals = new Signal<>();
    private final EventListModel<EventRow> list = new EventListModel<>(ROWS);
    private final ObservableList<TopicRow> topics = FXCollections.observableArrayList();
    private final ObservableList<String> known = FXCollections.observableArrayList(FIRST_TOPIC);
    private final StringProperty topic = new SimpleStringProperty(FIRST_TOPIC);
    private final ObjectProperty<Start> start = new SimpleObjectProperty<>(Start.NOW);
    private final StringProperty after = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Phrase> problem = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private final StringProperty type = new SimpleStringProperty("");
    private final StringProperty data = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Phrase> published = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private final ReadOnlyBooleanWrapper publishFailed = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<EventLedger.Figures> figures =
            new ReadOnlyObjectWrapper<>(EventLedger.Figures.NONE);
    private final ReadOnlyDoubleWrapper rate = new ReadOnlyDoubleWrapper();
    private final ReadOnlyObjectWrapper<Traffic> traffic = new ReadOnlyObjectWrapper<>(new Traffic(0, 0));
    private final ReadOnlyObjectWrapper<Optional<SessionStatus>> status = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper connected = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper connecting = new ReadOnlyBooleanWrapper();
    private final Subscription receiving;
    private long countedEvents;
    private Instant countedAt = Instant.MIN;

    public EventsViewModel(ProtocolClient client, FxBridge bridge) {
        this.client = client;
        this.bridge = bridge;
        bridge.batches(arrivals, ROWS, list::add);
        receiving = client.deliveries().subscribe(this::delivered);
        bridge.latest(client.connection(), state -> {
            connected.set(state.phase() == ConnectionState.Phase.CONNECTED);
            connecting.set(!connected.get() && state.phase() != ConnectionState.Phase.DISCONNECTED);
        });
        bridge.latest(client.topics(), this::showTopics);
        bridge.latest(client.traffic(), traffic::set);
        bridge.latest(client.status(), status::set);
    }

    public EventListModel<EventRow> list() {
        return list;
    }

    /** Whether there is a connection that events could come over. */
    public ReadOnlyBooleanProperty connectedProperty() {
        return connected.getReadOnlyProperty();
    }

    /** On the way to a connection, for the first time or again. */
    public ReadOnlyBooleanProperty connectingProperty() {
        return connecting.getReadOnlyProperty();
    }

    /** Those subscribed to. */
    public ObservableList<TopicRow> topics() {
        return topics;
    }

    /** Names used so far, to choose from. */
    public ObservableList<String> knownTopics() {
        return known;
    }

    /** The topic to subscribe to or to publish in. */
    public StringProperty topicProperty() {
        return topic;
    }

    public ObjectProperty<Start> startProperty() {
        return start;
    }

    /** The id for {@link Start#AFTER}. */
    public StringProperty afterProperty() {
        return after;
    }

    /** What is wrong with what was typed. */
    public ReadOnlyObjectProperty<Phrase> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** The type of the event to publish; may be empty. */
    public StringProperty typeProperty() {
        return type;
    }

    /** The data of the event to publish. */
    public StringProperty dataProperty() {
        return data;
    }

    /** What became of the last event published here. */
    public ReadOnlyObjectProperty<Phrase> publishedProperty() {
        return published.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty publishFailedProperty() {
        return publishFailed.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<EventLedger.Figures> figuresProperty() {
        return figures.getReadOnlyProperty();
    }

    /** Events a second, between the last two calls of {@link #refresh}. */
    public ReadOnlyDoubleProperty rateProperty() {
        return rate.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Traffic> trafficProperty() {
        return traffic.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Optional<SessionStatus>> statusProperty() {
        return status.getReadOnlyProperty();
    }

    /** Brings figures and rate up to date; called about once a second. */
    public void refresh(Instant now) {
        EventLedger.Figures next = ledger.figures();
        if (countedAt.isBefore(now) && !countedAt.equals(Instant.MIN)) {
            double seconds = Duration.between(countedAt, now).toNanos() / 1e9;
            rate.set(Math.max(0, next.events() - countedEvents) / seconds);
        }
        countedEvents = next.events();
        countedAt = now;
        figures.set(next);
    }

    /** Subscribes to the topic typed, or says what is wrong. */
    public void subscribe() {
        problem.set(Phrase.NONE);
        Topic wanted;
        Position position;
        try {
            wanted = new Topic(topic.get() == null ? "" : topic.get().trim());
        } catch (InvalidEventException e) {
            problem.set(Phrase.cause(Cause.of(ReasonCode.INVALID_TOPIC, "")));
            return;
        }
        try {
            position = switch (start.get()) {
                case NOW -> Position.NOW;
                case EARLIEST -> Position.EARLIEST;
                case AFTER -> Position.parse(nonEmpty(after.get()));
            };
        } catch (InvalidEventException e) {
            problem.set(Phrase.cause(Cause.of(ReasonCode.INVALID_ID, "")));
            return;
        }
        subscribe(wanted, position);
    }

    /** Subscribes; a topic subscribed to already goes on as it is. */
    public void subscribe(Topic wanted, Position position) {
        remember(wanted);
        if (client.topics().get().containsKey(wanted)) {
            problem.set(Phrase.of("events.subscribed-already", wanted.name()));
            return;
        }
        ledger.forget(wanted);
        client.subscribe(wanted, position);
    }

    public void unsubscribe(Topic unwanted) {
        client.unsubscribe(unwanted);
        problem.set(Phrase.NONE);
    }

    /** Publishes what is typed in the topic typed. */
    public void publish() {
        EventDraft draft;
        Topic to;
        try {
            to = new Topic(topic.get() == null ? "" : topic.get().trim());
            String text = data.get() == null ? "" : data.get();
            draft = new EventDraft(type.get() == null ? "" : type.get().trim(), EventDraft.TEXT, Payload.text(text));
        } catch (InvalidEventException e) {
            publishProblem(
                    switch (e.part()) {
                        case TOPIC -> Phrase.cause(Cause.of(ReasonCode.INVALID_TOPIC, ""));
                        case TYPE -> Phrase.cause(Cause.of(ReasonCode.INVALID_TYPE, ""));
                        case ID, CONTENT_TYPE, PAYLOAD_SIZE, PAYLOAD_ENCODING ->
                            Phrase.cause(Cause.of(ReasonCode.INVALID_PAYLOAD, ""));
                    });
            return;
        }
        remember(to);
        publishFailed.set(false);
        published.set(Phrase.of("events.publishing"));
        bridge.outcome(client.publish(to, draft), (id, error) -> {
            if (error == null) {
                published.set(Phrase.of("events.published", to.name(), id.toString()));
                data.set("");
            } else {
                publishProblem(cause(error));
            }
        });
    }

    /** Empties the list and sets the figures back; the subscriptions stay. */
    public void clear() {
        ledger.clear();
        list.clear();
        countedEvents = 0;
        rate.set(0);
        figures.set(ledger.figures());
    }

    @Override
    public void close() {
        receiving.close();
    }

    /** On the client's event loop: counts every event, and keeps of its data only what a list shows. */
    private void delivered(Delivery delivery) {
        if (delivery instanceof Delivery.Received received) {
            Event event = received.event();
            Optional<Duration> latency = client.status()
                    .get()
                    .flatMap(SessionStatus::clockOffset)
                    .map(offset -> latency(event.time(), received.at(), offset));
            ledger.received(event, latency);
            arrivals.emit(EventRow.of(event, latency));
        } else if (delivery instanceof Delivery.Lost lost) {
            ledger.gap(lost.gap());
            arrivals.emit(EventRow.of(lost.gap(), Instant.now()));
        }
    }

    /**
     * From publishing to receiving; never below zero, although the estimate of the clocks may be off by more.
     *
     * @param offset the server's clock minus ours
     */
    static Duration latency(Instant publishedByServer, Instant receivedByUs, Duration offset) {
        Duration latency = Duration.between(publishedByServer.minus(offset), receivedByUs);
        return latency.isNegative() ? Duration.ZERO : latency;
    }

    private void showTopics(Map<Topic, TopicState> states) {
        Rows.sync(
                topics,
                states.entrySet().stream()
                        .map(entry -> new TopicRow(entry.getKey(), entry.getValue()))
                        .sorted((a, b) -> a.topic().compareTo(b.topic()))
                        .toList(),
                TopicRow::topic);
    }

    private void remember(Topic name) {
        if (!known.contains(name.name())) {
            known.add(name.name());
            if (known.size() > MAX_KNOWN_TOPICS) {
                known.remove(0);
            }
        }
    }

    private void publishProblem(Phrase phrase) {
        publishFailed.set(true);
        published.set(phrase);
    }

    private static Phrase cause(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof PublishException refused) {
            Phrase why = Phrase.cause(refused.reason());
            return switch (refused.outcome()) {
                // The client's own causes begin with that already.
                case NOT_SENT ->
                    refused.reason().key().startsWith("reason.") ? Phrase.of("events.publish.not-sent", why) : why;
                case REFUSED -> Phrase.of("events.publish.refused", why);
                case UNKNOWN -> Phrase.of("events.publish.unknown", why);
            };
        }
        return Phrase.of("events.publish.not-sent", Phrase.cause(Cause.of(ReasonCode.INTERNAL_ERROR, "")));
    }

    private static String nonEmpty(String text) {
        return text == null || text.isBlank() ? "?" : text.trim();
    }
}
