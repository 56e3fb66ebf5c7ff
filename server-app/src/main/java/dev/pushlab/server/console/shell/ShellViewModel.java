package dev.pushlab.server.console.shell;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.metrics.Health;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Which screen is shown, and the counts beside the names of the screens. */
public final class ShellViewModel {
    private final ObjectProperty<Section> section = new SimpleObjectProperty<>(Section.OVERVIEW);
    private final BooleanProperty help = new SimpleBooleanProperty();
    private final ReadOnlyIntegerWrapper connections = new ReadOnlyIntegerWrapper();
    private final ReadOnlyIntegerWrapper topics = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper attention = new ReadOnlyBooleanWrapper();
    private final ReadOnlyLongWrapper epoch = new ReadOnlyLongWrapper();

    public ShellViewModel(ConsoleServices services, Sampler sampler, FxBridge bridge) {
        bridge.latest(sampler.latest(), this::show);
        bridge.latest(
                sampler.measured(),
                measured -> attention.set(measured.health()
                        .filter(report -> report.status() != Health.Status.OK)
                        .isPresent()));
        services.keys().ifPresent(keys -> bridge.latest(keys.group(), group -> epoch.set(group.epoch())));
    }

    public ObjectProperty<Section> sectionProperty() {
        return section;
    }

    /** Whether the help is open. */
    public BooleanProperty helpProperty() {
        return help;
    }

    public ReadOnlyIntegerProperty connectionsProperty() {
        return connections.getReadOnlyProperty();
    }

    public ReadOnlyIntegerProperty topicsProperty() {
        return topics.getReadOnlyProperty();
    }

    /** Whether the server cannot do something that it is for. */
    public ReadOnlyBooleanProperty attentionProperty() {
        return attention.getReadOnlyProperty();
    }

    /** Of the current key; 0 before the first. */
    public ReadOnlyLongProperty epochProperty() {
        return epoch.getReadOnlyProperty();
    }

    private void show(Sample sample) {
        connections.set(sample.connections().size());
        topics.set(sample.topics().size());
    }
}
