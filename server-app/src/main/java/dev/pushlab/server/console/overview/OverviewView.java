package dev.pushlab.server.console.overview;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.AdaptiveRow;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.CopyButton;
import dev.pushlab.fx.FigureStrip;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.chart.Legend;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.chart.Measure;
import dev.pushlab.server.console.clients.ClientTable;
import dev.pushlab.server.console.clients.ClientsViewModel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableStringValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.kordamp.ikonli.feather.Feather;

/** Where to connect, large enough to be read from the back; what is moving; who is there. */
public final class OverviewView extends VBox {
    private final Messages messages;
    private final OverviewViewModel model;

    /** @param title of a technique's id, in the language of the moment */
    public OverviewView(
            Messages messages, OverviewViewModel model, ClientsViewModel clients, UnaryOperator<String> title) {
        this.messages = messages;
        this.model = model;
        getStyleClass().addAll("screen", "overview");
        Card access = access();
        access.getStyleClass().add("access-card");
        FigureStrip figures = figures();
        Card proof = proof();
        VBox.setVgrow(proof, Priority.ALWAYS);
        VBox side = new VBox(figures, proof);
        side.getStyleClass().add("access-side");
        AdaptiveRow top = new AdaptiveRow(10, new double[] {1, 1}, access, side);

        Card chart = chart(title);
        chart.getStyleClass().add("chart-card");
        TechniqueBars bars = new TechniqueBars(messages, title);
        model.byTechniqueProperty().addListener((property, old, now) -> bars.show(now));
        bars.show(model.byTechniqueProperty().get());
        Label nobody = new Label();
        nobody.getStyleClass().add("muted");
        nobody.setWrapText(true);
        nobody.setMinHeight(USE_PREF_SIZE);
        nobody.textProperty().bind(messages.bind("console.overview.nobody"));
        nobody.visibleProperty().bind(model.byTechniqueProperty().map(java.util.Map::isEmpty));
        nobody.managedProperty().bind(nobody.visibleProperty());
        Card byTechnique = new Card(messages.bind("console.overview.by-technique")).body(nobody, bars);
        byTechnique.getStyleClass().add("by-technique");
        AdaptiveRow middle = new AdaptiveRow(10, new double[] {1.6, 1}, chart, byTechnique);

        ClientTable table = new ClientTable(messages, clients, title);
        Card connections = new Card(messages.bind("console.clients")).fill(table);
        connections.getStyleClass().add("overview-clients");
        VBox.setVgrow(connections, Priority.ALWAYS);
        getChildren().addAll(top, middle, connections);
    }

    private Card access() {
        Label address = new Label(model.access().http());
        address.setId("http-address");
        address.getStyleClass().addAll("display", "mono", "address");
        CopyButton copy = new CopyButton(
                messages,
                messages.bind("console.access.address"),
                () -> "http://" + model.access().http() + "/");
        HBox large = new HBox(8, address, copy);
        large.setAlignment(Pos.CENTER_LEFT);
        Label open = new Label();
        open.getStyleClass().add("muted");
        open.setMinWidth(USE_PREF_SIZE);
        open.textProperty().bind(messages.bind("console.access.open"));
        Card card = new Card();
        card.body(open, large);
        fit(address, card);
        VBox body = (VBox) card.getChildren().get(0);
        model.access()
                .https()
                .ifPresent(https -> body.getChildren()
                        .add(pair(
                                "console.access.https",
                                new ReadOnlyStringWrapper("https://" + https.address() + "/"),
                                "title")));
        model.access()
                .tcp()
                .ifPresent(tcp ->
                        body.getChildren().add(pair("console.access.tcp", new ReadOnlyStringWrapper(tcp), "title")));
        for (String origin : model.access().otherOrigins()) {
            body.getChildren().add(pair("console.access.other-origin", new ReadOnlyStringWrapper(origin), ""));
        }
        return card;
    }

    /** As large as there is room: an address is worth nothing if half of it has to be scrolled to. */
    private static void fit(Label address, Region around) {
        List<String> sizes = List.of("display", "headline", "title");
        double[] ems = {2.857, 1.714, 1.286};
        InvalidationListener choose = change -> {
            Text text = new Text(address.getText());
            text.setFont(address.getFont());
            int present = 0;
            for (int i = 0; i < sizes.size(); i++) {
                present = address.getStyleClass().contains(sizes.get(i)) ? i : present;
            }
            double perEm = text.getLayoutBounds().getWidth() / ems[present];
            double body = address.getFont().getSize() / ems[present];
            double room = around.getWidth() - 6 * body;
            int fitting = 0;
            while (fitting < sizes.size() - 1 && perEm * ems[fitting] > room) {
                fitting++;
            }
            if (fitting != present && around.getWidth() > 0) {
                address.getStyleClass().set(address.getStyleClass().indexOf(sizes.get(present)), sizes.get(fitting));
            }
        };
        around.widthProperty().addListener(choose);
        address.fontProperty().addListener(choose);
    }

    /** What proves who is who: the token to the server, the fingerprint to the clients. */
    private Card proof() {
        Card card = new Card();
        HBox token = pair("console.access.token", model.tokenProperty(), "");
        token.getChildren().add(rotation());
        card.body(token);
        model.access().fingerprint().ifPresent(fingerprint -> {
            FingerprintView view = fingerprint(card, "console.access.fingerprint");
            view.setId("server-fingerprint");
            view.fingerprintProperty().set(fingerprint);
        });
        model.access().https().ifPresent(https -> {
            FingerprintView view = fingerprint(card, "console.access.certificate");
            view.setId("certificate-fingerprint");
            view.fingerprintProperty().bind(model.certificateProperty());
        });
        return card;
    }

    private FingerprintView fingerprint(Card card, String key) {
        FingerprintView view = new FingerprintView(messages, messages.bind(key), 4);
        Label name = new Label();
        name.getStyleClass().add("muted");
        name.setMinWidth(USE_PREF_SIZE);
        name.textProperty().bind(messages.bind(key));
        HBox row = new HBox(8, name, view);
        row.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(view, Priority.ALWAYS);
        ((VBox) card.getChildren().get(0)).getChildren().add(row);
        return view;
    }

    private Button rotation() {
        Button rotate = new Button("", Icons.of(Feather.REFRESH_CW));
        rotate.setId("rotate-token");
        rotate.getStyleClass().add("icon-button");
        Accessibles.describe(rotate, messages.bind("console.access.token.rotate"));
        rotate.setOnAction(event -> model.rotateToken());
        return rotate;
    }

    private HBox pair(String key, ObservableStringValue value, String style) {
        Label name = new Label();
        name.getStyleClass().add("muted");
        name.setMinWidth(USE_PREF_SIZE);
        name.textProperty().bind(messages.bind(key));
        Label text = new Label();
        text.textProperty().bind(value);
        text.getStyleClass().addAll("mono");
        if (!style.isEmpty()) {
            text.getStyleClass().add(style);
        }
        text.setMinWidth(USE_PREF_SIZE);
        HBox pair = new HBox(8, name, text, new CopyButton(messages, messages.bind(key), value::get));
        pair.setAlignment(Pos.CENTER_LEFT);
        return pair;
    }

    private FigureStrip figures() {
        FigureStrip strip = new FigureStrip();
        FigureStrip.Figure rate = strip.add(messages.bind("console.overview.rate"));
        FigureStrip.Figure out = strip.add(messages.bind("console.overview.out"));
        FigureStrip.Figure subscribers = strip.add(messages.bind("console.overview.subscribers"));
        FigureStrip.Figure events = strip.add(messages.bind("console.overview.events"));
        Runnable write = () -> {
            OverviewViewModel.Figures now = model.figuresProperty().get();
            rate.valueProperty().set(messages.rate(now.eventsPerSecond()));
            String[] amount = messages.bytes(Math.round(now.bytesPerSecond())).split(" ");
            out.valueProperty().set(amount[0]);
            out.unitProperty().set(messages.get("console.chart.per-second", amount[1]));
            subscribers.valueProperty().set(messages.number(now.subscribers()));
            events.valueProperty().set(messages.number(now.events()));
        };
        model.figuresProperty().addListener(change -> write.run());
        messages.localeProperty().addListener(change -> write.run());
        write.run();
        return strip;
    }

    private Card chart(UnaryOperator<String> title) {
        LineChart chart =
                new LineChart(messages, Duration.ofSeconds(OverviewViewModel.SECONDS - 1), OverviewViewModel.SECONDS);
        Legend legend = new Legend();
        Runnable show = () -> {
            OverviewViewModel.Chart now = model.chartProperty().get();
            boolean events = now.measure() == OverviewViewModel.Measure.EVENTS;
            chart.show(now.history(), now.series(), events ? Measure.PER_SECOND : Measure.BYTES_PER_SECOND);
            legend.show(events ? now.series() : now.series().stream().map(title).toList());
        };
        chart.describe(() -> messages.get("console.overview.chart"));
        model.chartProperty().addListener(change -> show.run());
        messages.localeProperty().addListener(change -> show.run());
        show.run();
        Card card = new Card(messages.bind("console.overview.chart"), measures());
        card.fill(chart);
        card.getChildren().add(legend);
        return card;
    }

    private Node measures() {
        HBox box = new HBox();
        box.getStyleClass().add("segmented");
        ToggleGroup group = new ToggleGroup();
        for (OverviewViewModel.Measure measure : OverviewViewModel.Measure.values()) {
            String id = measure.name().toLowerCase(Locale.ROOT);
            ToggleButton button = new ToggleButton();
            button.setId("measure-" + id);
            button.setMinWidth(USE_PREF_SIZE);
            button.getStyleClass()
                    .addAll("small", measure == OverviewViewModel.Measure.EVENTS ? "left-pill" : "right-pill");
            button.textProperty().bind(messages.bind("console.overview.measure." + id));
            Accessibles.describe(button, messages.bind("console.overview.measure." + id + ".tip"));
            button.setToggleGroup(group);
            button.setSelected(model.measureProperty().get() == measure);
            button.setOnAction(event -> {
                button.setSelected(true);
                model.measureProperty().set(measure);
            });
            box.getChildren().add(button);
        }
        return box;
    }
}
