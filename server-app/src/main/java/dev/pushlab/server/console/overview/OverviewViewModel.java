package dev.pushlab.server.console.overview;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.console.chart.History;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.chart.Rates;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;

/** What the first screen shows: the figures of the moment, the last minute, and who is there by technique. */
public final class OverviewViewModel {
    /** What the chart counts. */
    public enum Measure {
        /** Published events per second, by topic. */
        EVENTS,
        /** Sent bytes per second, by technique. */
        BYTES
    }

    /** The figures of the strip. */
    public record Figures(double eventsPerSecond, double bytesPerSecond, int subscribers, long events) {
        static final Figures NONE = new Figures(0, 0, 0, 0);
    }

    /**
     * The chart.
     *
     * @param series names of topics or ids of techniques, the busiest first
     * @param history from which it is drawn
     * @param at when it was so
     */
    public record Chart(Measure measure, List<String> series, History history, Instant at) {
        static final Chart EMPTY = new Chart(Measure.EVENTS, List.of(), new History(1), Instant.EPOCH);
    }

    /** How many seconds are kept. */
    static final int SECONDS = 60;

    private final ConsoleServices services;
    private final Rates eventRates = new Rates();
    private final Rates byteRates = new Rates();
    private final History events = new History(SECONDS);
    private final History bytes = new History(SECONDS);
    private Instant at = Instant.EPOCH;
    private double bytesPerSecond;
    private final ReadOnlyStringWrapper token = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper certificate = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Figures> figures = new ReadOnlyObjectWrapper<>(Figures.NONE);
    private final ReadOnlyObjectWrapper<Chart> chart = new ReadOnlyObjectWrapper<>(Chart.EMPTY);
    private final ReadOnlyObjectWrapper<Map<String, Integer>> byTechnique = new ReadOnlyObjectWrapper<>(Map.of());
    private final ObjectProperty<Measure> measure = new SimpleObjectProperty<>(Measure.EVENTS);

    public OverviewViewModel(ConsoleServices services, Sampler sampler, FxBridge bridge) {
        this.services = services;
        measure.addListener((property, old, now) -> redraw());
        bridge.latest(sampler.latest(), this::show);
        bridge.latest(services.access().tokens().console(), now -> token.set(now.reveal()));
        services.access().https().ifPresent(https -> bridge.latest(https.certificate(), certificate::set));
    }

    public ConsoleServices.Access access() {
        return services.access();
    }

    /** The console's token as it is now. */
    public ReadOnlyStringProperty tokenProperty() {
        return token.getReadOnlyProperty();
    }

    /** The fingerprint of the certificate of HTTPS; empty if that is not spoken. */
    public ReadOnlyStringProperty certificateProperty() {
        return certificate.getReadOnlyProperty();
    }

    /** Puts another token in the place of the console's; {@link #tokenProperty} tells it. */
    public void rotateToken() {
        services.access()
                .tokens()
                .rotate(Tokens.CONSOLE)
                .whenComplete((fresh, failure) ->
                        services.audit().record(Actor.CONSOLE, "token.rotate", Tokens.CONSOLE, failure));
    }

    public ReadOnlyObjectProperty<Figures> figuresProperty() {
        return figures.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Chart> chartProperty() {
        return chart.getReadOnlyProperty();
    }

    public ObjectProperty<Measure> measureProperty() {
        return measure;
    }

    /**
     * By how many connections somebody receives with each technique, in the order of the catalog; those without any are left
     * out.
     */
    public ReadOnlyObjectProperty<Map<String, Integer>> byTechniqueProperty() {
        return byTechnique.getReadOnlyProperty();
    }

    private void show(Sample sample) {
        Map<String, Double> published = sample.topics().stream()
                .collect(Collectors.toMap(topic -> topic.topic().name(), topic -> (double) topic.events()));
        Map<String, Double> sent = sample.bytesOut().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, out -> (double) out.getValue()));
        eventRates.of(sample.at(), published).ifPresent(rates -> events.add(sample.at(), rates));
        byteRates.of(sample.at(), sent).ifPresent(rates -> {
            bytes.add(sample.at(), rates);
            bytesPerSecond =
                    rates.values().stream().mapToDouble(Double::doubleValue).sum();
            at = sample.at();
            redraw();
        });
        figures.set(new Figures(sample.rate(), bytesPerSecond, sample.subscribers(), sample.events()));
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TechniqueDescriptor technique : services.techniques()) {
            int count = (int) sample.connections().stream()
                    .filter(each ->
                            each.technique().filter(technique.id()::equals).isPresent() && each.isInUse(sample.at()))
                    .count();
            if (count > 0) {
                counts.put(technique.id(), count);
            }
        }
        byTechnique.set(counts);
    }

    private void redraw() {
        History history = measure.get() == Measure.EVENTS ? events : bytes;
        chart.set(new Chart(measure.get(), history.largest(LineChart.MAX_SERIES), history, at));
    }
}
