package dev.pushlab.server.console.topics;

import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.TopicSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javafx.beans.InvalidationListener;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The settings of a topic as they are typed. */
final class SettingsForm {
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
    private boolean filling;

    /** @param edited called when somebody has typed, not when the fields are filled */
    SettingsForm(Runnable edited) {
        InvalidationListener listener = it -> {
            if (!filling) {
                edited.run();
            }
        };
        List.of(durable, events, size, sizeUnit, age, ageUnit, policy, queue, conflateBy)
                .forEach(field -> field.addListener(listener));
    }

    /** Writes settings into the fields. */
    void fill(TopicSettings settings) {
        filling = true;
        Retention retention = settings.retention();
        durable.set(settings.durable());
        events.set(Integer.toString(retention.events()));
        sizeUnit.set(SizeUnit.of(retention.bytes()));
        size.set(sizeUnit.get().write(retention.bytes()));
        ageUnit.set(retention.age().map(AgeUnit::of).orElse(AgeUnit.HOURS));
        age.set(retention.age().map(ageUnit.get()::write).orElse(""));
        policy.set(settings.slow().policy());
        queue.set(settings.slow().queue().map(Object::toString).orElse(""));
        conflateBy.set(settings.slow().conflateBy().orElse(""));
        filling = false;
    }

    /**
     * What the fields say; empty if something is wrong with one of them.
     *
     * @param found is told what
     */
    Optional<TopicSettings> read(Set<Problem> found) {
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
        return found.isEmpty()
                ? Optional.of(new TopicSettings(
                        durable.get(), new Retention((int) number.getAsLong(), bytes.getAsLong(), bound), slow))
                : Optional.empty();
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
}
