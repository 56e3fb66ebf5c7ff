package dev.pushlab.server.console.topics;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.admin.TopicAdministration;
import dev.pushlab.server.console.topics.Outcome.Phase;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.hub.TopicStats;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** How one topic is kept: as it is, as it is being typed, and on its way to the disk. */
final class TopicPanelViewModel {
    /** What a change does beside what it says. */
    enum Consequence {
        TO_DISK,
        OFF_DISK,
        DROPS
    }

    private final TopicAdministration administration;
    private final FxBridge bridge;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper fresh = new ReadOnlyBooleanWrapper();
    private final StringProperty topic = new SimpleStringProperty("");
    private final SettingsForm form;
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
        this.form = new SettingsForm(this::edited);
        topic.addListener((property, old, now) -> {
            if (!filling) {
                edited();
            }
        });
    }

    private void edited() {
        if (!isApplying()) {
            outcome.set(Outcome.of(Phase.EDITING));
        }
        check();
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
                outcome.set(Outcome.failed(failure));
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

    private void fill(String name, TopicSettings settings) {
        filling = true;
        baseline = settings;
        topic.set(name);
        form.fill(settings);
        changedElsewhere.set(false);
        filling = false;
        check();
    }

    private void check() {
        Set<Problem> found = EnumSet.noneOf(Problem.class);
        if (fresh.get()) {
            checkName(found);
        }
        Optional<TopicSettings> next = form.read(found);
        problems.set(Set.copyOf(found));
        wanted.set(next);
        changed.set(fresh.get() || !next.equals(Optional.of(baseline)));
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

    /** How it is kept, as typed. */
    SettingsForm form() {
        return form;
    }

    StringProperty topicProperty() {
        return topic;
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
