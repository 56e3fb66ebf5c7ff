package dev.pushlab.server.console.topics;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.admin.TopicAdministration;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.RetentionExceededException;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.StorageException;
import dev.pushlab.server.hub.SubscriptionsExistException;
import dev.pushlab.server.hub.TooManyTopicsException;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.hub.TopicStats;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javafx.beans.InvalidationListener;
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

/** How one topic is kept: as it is, as it is being typed, and on its way to the disk. */
final class TopicPanelViewModel {
    /** What is wrong, with a field or with a change; the name is the key of its text. */
    enum Problem {
        TOPIC,
        EXISTS,
        EVENTS,
        SIZE,
        AGE,
        QUEUE,
        POINTER,
        BUDGET,
        STORAGE_FULL,
        STORAGE_UNAVAILABLE,
        STORAGE_BUSY,
        NO_STORAGE,
        TOPIC_IN_USE,
        TOO_MANY_TOPICS,
        CLOSED,
        OTHER
    }

    /** What a change does beside what it says. */
    enum Consequence {
        TO_DISK,
        OFF_DISK,
        DROPS
    }

    enum Phase {
        EDITING,
        /** On its way; it can be taken back until it has begun. */
        APPLYING,
        /** It was to be taken back, and is being written already. */
        TOO_LATE,
        DONE,
        CANCELLED,
        FAILED
    }

    /**
     * How the last change stands.
     *
     * @param problem present exactly if it failed
     * @param available the bytes that are left for this topic, of {@link Problem#BUDGET}
     */
    record Outcome(Phase phase, Optional<Problem> problem, long available) {
        static Outcome of(Phase phase) {
            return new Outcome(phase, Optional.empty(), 0);
        }
    }

    private final TopicAdministration administration;
    private final FxBridge bridge;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper fresh = new ReadOnlyBooleanWrapper();
    private final StringProperty topic = new SimpleStringProperty("");
    private final BooleanProperty durable = new SimpleBooleanProperty();
    private final StringProperty events = new SimpleStringProperty("");
    private final StringProperty size = new SimpleStringProperty("");
    private final ObjectProperty<SizeUnit> sizeUnit = new SimpleObjectProperty<>(SizeUnit.MB);
    private final StringProperty age = new SimpleStringProperty("");
    private final ObjectProperty<AgeUnit> ageUnit = new SimpleObjectProperty<>(AgeUnit.HOURS);
    private final ObjectProperty<SlowConsumer.Policy> policy =
            new SimpleObjectProperty<>(SlowConsumer.DEFAULT.policy());
    private final StringProperty queue = new SimpleStringProperty("");
    private final StringProperty conflateBy = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Set<Problem>> problems = new ReadOnlyObjectWrapper<>(Set.of());
    private final ReadOnlyObjectWrapper<Optional<TopicSettings>> wanted = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<TopicStats>> present = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Outcome> outcome = new ReadOnlyObjectWrapper<>(Outcome.of(Phase.EDITING));
    private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper changedElsewhere = new ReadOnlyBooleanWrapper();
    private List<TopicStats> known = List.of();
    private TopicSettings baseline;
    /** What was changed here and may still be in a look at the server that was taken before; or null. */
    private TopicSettings superseded;

    private Optional<TopicAdministration.Change> change = Optional.empty();
    private boolean filling;

    TopicPanelViewModel(TopicAdministration administration, FxBridge bridge) {
        this.administration = administration;
        this.baseline = administration.defaults();
        this.bridge = bridge;
        InvalidationListener edited = it -> {
            if (!filling) {
                if (!isApplying()) {
                    outcome.set(Outcome.of(Phase.EDITING));
                }
                check();
            }
        };
        List.of(topic, durable, events, size, sizeUnit, age, ageUnit, policy, queue, conflateBy)
                .forEach(field -> field.addListener(edited));
    }

    // ---- what it is about ---------------------------------------------------------------------------------------

    /** Opens the panel on a topic; while a change is on its way it stays with that one. */
    void edit(TopicStats stats) {
        if (isApplying()) {
            return;
        }
        outcome.set(Outcome.of(Phase.EDITING));
        fresh.set(false);
        present.set(Optional.of(stats));
        superseded = null;
        fill(stats.topic().name(), stats.settings());
        open.set(true);
    }

    /** Opens the panel on a topic that is to be made. */
    void begin() {
        if (isApplying()) {
            return;
        }
        outcome.set(Outcome.of(Phase.EDITING));
        fresh.set(true);
        present.set(Optional.empty());
        superseded = null;
        fill("", administration.defaults());
        open.set(true);
    }

    /** Whether the panel is open on this topic. */
    boolean isAbout(String name) {
        return open.get() && !fresh.get() && topic.get().equals(name);
    }

    /** Puts the fields back to how the topic is kept. */
    void reset() {
        if (!isApplying()) {
            outcome.set(Outcome.of(Phase.EDITING));
            fill(
                    fresh.get() ? "" : topic.get(),
                    present.get().map(TopicStats::settings).orElse(baseline));
        }
    }

    /** The topics as they are now. What is being typed stays. */
    void show(List<TopicStats> topics) {
        known = topics;
        if (fresh.get() || !open.get()) {
            return;
        }
        topics.stream()
                .filter(each -> each.topic().name().equals(topic.get()))
                .findFirst()
                .ifPresent(now -> {
                    present.set(Optional.of(now));
                    if (now.settings().equals(baseline)) {
                        superseded = null;
                    } else if (!isApplying() && !now.settings().equals(superseded)) {
                        if (changed.get()) {
                            changedElsewhere.set(true);
                        } else {
                            fill(topic.get(), now.settings());
                        }
                    }
                    check();
                });
    }

    // ---- changing it --------------------------------------------------------------------------------------------

    void apply() {
        if (wanted.get().isEmpty() || !changed.get() || isApplying()) {
            return;
        }
        TopicSettings settings = wanted.get().get();
        outcome.set(Outcome.of(Phase.APPLYING));
        TopicAdministration.Change begun =
                administration.configure(Actor.CONSOLE, new Topic(topic.get().strip()), settings);
        change = Optional.of(begun);
        bridge.outcome(begun.done(), (kept, failure) -> {
            if (!change.equals(Optional.of(begun))) {
                return;
            }
            change = Optional.empty();
            if (failure == null) {
                superseded = baseline;
                fresh.set(false);
                outcome.set(Outcome.of(Phase.DONE));
                fill(topic.get().strip(), kept);
            } else {
                outcome.set(failed(failure));
                check();
            }
        });
    }

    /** Takes the change back if it has not begun. */
    void cancel() {
        change.ifPresent(begun -> {
            if (!begun.cancel()) {
                outcome.set(Outcome.of(Phase.TOO_LATE));
                return;
            }
            // It is heard of only when its turn comes, which may take as long as the disk does.
            change = Optional.empty();
            outcome.set(Outcome.of(Phase.CANCELLED));
            check();
        });
    }

    boolean isApplying() {
        return change.isPresent();
    }

    static Outcome failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            return Outcome.of(Phase.CANCELLED);
        }
        if (cause instanceof RetentionExceededException exceeded) {
            return new Outcome(Phase.FAILED, Optional.of(Problem.BUDGET), exceeded.available());
        }
        Problem problem = Problem.OTHER;
        if (cause instanceof StorageException storage) {
            problem = switch (storage.reason()) {
                case FULL -> Problem.STORAGE_FULL;
                case UNAVAILABLE -> Problem.STORAGE_UNAVAILABLE;
                case BUSY -> Problem.STORAGE_BUSY;
                case NONE -> Problem.NO_STORAGE;
            };
        } else if (cause instanceof SubscriptionsExistException) {
            problem = Problem.TOPIC_IN_USE;
        } else if (cause instanceof TooManyTopicsException) {
            problem = Problem.TOO_MANY_TOPICS;
        } else if (cause instanceof HubClosedException) {
            problem = Problem.CLOSED;
        }
        return new Outcome(Phase.FAILED, Optional.of(problem), 0);
    }

    private void fill(String name, TopicSettings settings) {
        filling = true;
        baseline = settings;
        Retention retention = settings.retention();
        topic.set(name);
        durable.set(settings.durable());
        events.set(Integer.toString(retention.events()));
        sizeUnit.set(SizeUnit.of(retention.bytes()));
        size.set(sizeUnit.get().write(retention.bytes()));
        ageUnit.set(retention.age().map(AgeUnit::of).orElse(AgeUnit.HOURS));
        age.set(retention.age().map(ageUnit.get()::write).orElse(""));
        policy.set(settings.slow().policy());
        queue.set(settings.slow().queue().map(Object::toString).orElse(""));
        conflateBy.set(settings.slow().conflateBy().orElse(""));
        changedElsewhere.set(false);
        filling = false;
        check();
    }

    private void check() {
        Set<Problem> found = EnumSet.noneOf(Problem.class);
        if (fresh.get()) {
            checkName(found);
        }
        OptionalLong number = Typed.amount(events.get(), 1, BigDecimal.valueOf(Retention.MAX_EVENTS));
        OptionalLong bytes = sizeUnit.get().read(size.get(), Retention.MAX_BYTES);
        boolean ageless = age.get().isBlank();
        Optional<Duration> bound = ageless ? Optional.empty() : ageUnit.get().read(age.get());
        if (number.isEmpty()) {
            found.add(Problem.EVENTS);
        }
        if (bytes.isEmpty()) {
            found.add(Problem.SIZE);
        }
        if (!ageless && bound.isEmpty()) {
            found.add(Problem.AGE);
        }
        SlowConsumer slow = slowConsumer(found);
        Optional<TopicSettings> next = found.isEmpty()
                ? Optional.of(new TopicSettings(
                        durable.get(), new Retention((int) number.getAsLong(), bytes.getAsLong(), bound), slow))
                : Optional.empty();
        problems.set(Set.copyOf(found));
        wanted.set(next);
        changed.set(fresh.get() || !next.equals(Optional.of(baseline)));
    }

    /** Of the two fields only that counts which the policy has a use for. */
    private SlowConsumer slowConsumer(Set<Problem> found) {
        Optional<Integer> bound = Optional.empty();
        Optional<String> pointer = Optional.empty();
        if (conflates()) {
            pointer = Optional.of(conflateBy.get().strip()).filter(it -> !it.isEmpty());
            if (pointer.filter(it -> !SlowConsumer.isPointer(it)).isPresent()) {
                found.add(Problem.POINTER);
                pointer = Optional.empty();
            }
        } else if (!queue.get().isBlank()) {
            OptionalLong number = Typed.amount(queue.get(), 1, BigDecimal.valueOf(Retention.MAX_EVENTS));
            if (number.isEmpty()) {
                found.add(Problem.QUEUE);
            } else {
                bound = Optional.of((int) number.getAsLong());
            }
        }
        return new SlowConsumer(policy.get(), bound, pointer);
    }

    private boolean conflates() {
        return policy.get() == SlowConsumer.Policy.CONFLATE;
    }

    private void checkName(Set<Problem> found) {
        String name = topic.get().strip();
        try {
            Topic typed = new Topic(name);
            // After its making it is known, too.
            if (!isApplying() && known.stream().anyMatch(each -> each.topic().equals(typed))) {
                found.add(Problem.EXISTS);
            }
        } catch (InvalidEventException e) {
            found.add(Problem.TOPIC);
        }
    }

    /** What would come of the change, beside what it says. */
    Set<Consequence> consequences() {
        Set<Consequence> found = EnumSet.noneOf(Consequence.class);
        if (wanted.get().isEmpty() || present.get().isEmpty() || !changed.get()) {
            return found;
        }
        TopicSettings next = wanted.get().get();
        TopicStats now = present.get().get();
        if (next.durable() && !baseline.durable() && now.kept() > 0) {
            found.add(Consequence.TO_DISK);
        }
        if (!next.durable() && baseline.durable()) {
            found.add(Consequence.OFF_DISK);
        }
        Retention bounds = next.retention();
        Optional<Duration> before = baseline.retention().age();
        boolean younger = bounds.age().isPresent()
                && (before.isEmpty() || bounds.age().get().compareTo(before.get()) < 0);
        if (bounds.events() < now.kept() || bounds.bytes() < now.keptBytes() || younger && now.kept() > 0) {
            found.add(Consequence.DROPS);
        }
        return found;
    }

    // ---- properties ---------------------------------------------------------------------------------------------

    BooleanProperty openProperty() {
        return open;
    }

    /** Whether the topic is one that is to be made. */
    ReadOnlyBooleanProperty freshProperty() {
        return fresh.getReadOnlyProperty();
    }

    StringProperty topicProperty() {
        return topic;
    }

    BooleanProperty durableProperty() {
        return durable;
    }

    /** As typed, like the other bounds. */
    StringProperty eventsProperty() {
        return events;
    }

    StringProperty sizeProperty() {
        return size;
    }

    ObjectProperty<SizeUnit> sizeUnitProperty() {
        return sizeUnit;
    }

    /** Empty: any age. */
    StringProperty ageProperty() {
        return age;
    }

    ObjectProperty<AgeUnit> ageUnitProperty() {
        return ageUnit;
    }

    /** What happens to subscribers that lag behind. */
    ObjectProperty<SlowConsumer.Policy> policyProperty() {
        return policy;
    }

    /** How far they may be behind, unless their events are conflated; empty: as many events as are kept. */
    StringProperty queueProperty() {
        return queue;
    }

    /** The JSON Pointer by which events are conflated; empty: by their type. */
    StringProperty conflateByProperty() {
        return conflateBy;
    }

    /** What is wrong with what is typed. */
    ReadOnlyObjectProperty<Set<Problem>> problemsProperty() {
        return problems.getReadOnlyProperty();
    }

    /** What is typed; empty while something is wrong with it. */
    ReadOnlyObjectProperty<Optional<TopicSettings>> wantedProperty() {
        return wanted.getReadOnlyProperty();
    }

    /** The topic as it is now; empty if there is none yet. */
    ReadOnlyObjectProperty<Optional<TopicStats>> presentProperty() {
        return present.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Outcome> outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }

    /** Whether what is typed is something else than how the topic is kept. */
    ReadOnlyBooleanProperty changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /** Whether somebody else has changed the topic while it was being edited here. */
    ReadOnlyBooleanProperty changedElsewhereProperty() {
        return changedElsewhere.getReadOnlyProperty();
    }
}
