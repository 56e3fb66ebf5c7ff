package dev.pushlab.client.screen;

import dev.pushlab.cli.WindowLook;
import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ServerInfo;
import dev.pushlab.client.connection.TopicState;
import dev.pushlab.client.screen.connect.AddressHistory;
import dev.pushlab.client.screen.connect.ConnectBar;
import dev.pushlab.client.screen.connect.ConnectNotices;
import dev.pushlab.client.screen.connect.ConnectViewModel;
import dev.pushlab.client.screen.connect.SecurityChoice;
import dev.pushlab.client.screen.connect.SecurityPanel;
import dev.pushlab.client.screen.connect.SecurityViewModel;
import dev.pushlab.client.screen.events.EventsView;
import dev.pushlab.client.screen.events.EventsViewModel;
import dev.pushlab.client.screen.keys.KeysView;
import dev.pushlab.client.screen.keys.KeysViewModel;
import dev.pushlab.client.screen.reverse.ReverseStepsView;
import dev.pushlab.client.screen.reverse.ReverseViewModel;
import dev.pushlab.client.screen.shell.HelpPanel;
import dev.pushlab.client.screen.shell.LookButtons;
import dev.pushlab.client.screen.shell.NavView;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.client.screen.shell.ShellView;
import dev.pushlab.client.screen.technique.LessonView;
import dev.pushlab.client.screen.technique.TechniqueViewModel;
import dev.pushlab.client.screen.technique.WebTechniqueView;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import dev.pushlab.fx.WindowState;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.message.Message.Direction;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javafx.util.Duration;

/** The client's window: puts its parts together and decides which of them is shown. FX thread only. */
public final class ClientWindow implements AutoCloseable {
    private static final String PACKAGE = "dev.pushlab.client.screen.";
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    private final Stage stage;
    private final ClientOptions options;
    private final ProtocolClient client;
    private final Messages messages;
    private final Appearance appearance;
    private final WindowState state;
    private final FxBridge bridge = FxBridge.onFrames();
    private final ObjectProperty<Instant> now = new SimpleObjectProperty<>(Instant.now());
    private final NavViewModel navigation = new NavViewModel();
    private final TechniqueViewModel technique = new TechniqueViewModel();
    private final Techniques techniques;
    private final ConnectViewModel connect;
    private final EventsViewModel events;
    private final WebTechniqueView page;
    private final NativeScreen natives;
    private final ScrollPane keys;
    private final ShellView shell;
    private final Timeline clock;

    /** @param browser opens an address in the system's browser */
    public ClientWindow(Stage stage, ClientOptions options, ProtocolClient client, Consumer<URI> browser) {
        this.stage = stage;
        this.options = options;
        this.client = client;
        messages = new Messages(
                Locale.getDefault(),
                PACKAGE + "shell.messages",
                PACKAGE + "connect.messages",
                PACKAGE + "technique.messages",
                PACKAGE + "events.messages",
                PACKAGE + "reverse.messages",
                PACKAGE + "keys.messages",
                PACKAGE + "demo.messages");
        appearance = new Appearance(messages);
        state = WindowState.load(options.data().resolve("window.properties"));
        state.restore(appearance);
        look(options.look());

        AddressHistory history = new AddressHistory(options.data().resolve("recent_servers"));
        connect = new ConnectViewModel(client, bridge, history, new SecurityChoice(options.security()), now);
        SecurityViewModel security = new SecurityViewModel(client, bridge);
        events = new EventsViewModel(client, bridge);
        techniques = new Techniques(client, bridge, navigation, options.web());
        page = new WebTechniqueView(messages, appearance, technique, browser);
        natives = new NativeScreen(
                text(TechniqueDescriptor::titles, "shell.nav.binary", "shell.nav.reverse"),
                text(TechniqueDescriptor::summaries, "shell.native.binary", "shell.native.reverse"),
                new ReverseStepsView(messages, new ReverseViewModel(client, bridge, now)),
                new EventsView(messages, events),
                new LessonView(messages, appearance, browser),
                messages,
                appearance);
        keys = scrolling(new KeysView(messages, new KeysViewModel(client.keys(), bridge)));

        ConnectBar bar = new ConnectBar(messages, connect, security);
        LookButtons lookButtons = new LookButtons(messages, appearance);
        shell = new ShellView(
                messages,
                bar,
                lookButtons,
                new ConnectNotices(messages, connect, security),
                new NavView(messages, navigation));
        shell.drawer(bar.securityToggle(), new SecurityPanel(messages, security, connect));
        shell.drawer(lookButtons.helpToggle(), new HelpPanel(messages));
        shell.getStylesheets().add(ClientWindow.class.getResource("client.css").toExternalForm());

        navigation.selectedProperty().addListener((property, old, selected) -> showSelected());
        techniques.webProperty().addListener((property, old, web) -> showSelected());
        showSelected();

        Scene scene = new Scene(shell, WIDTH, HEIGHT);
        appearance.install(scene);
        shortcuts(scene);
        stage.setScene(scene);
        stage.setMinWidth(800);
        stage.setMinHeight(480);
        stage.titleProperty()
                .bind(messages.compute(
                        () -> connect.wantedProperty().get()
                                ? messages.get(
                                        "shell.title.of",
                                        connect.addressProperty().get())
                                : messages.get("shell.title"),
                        connect.wantedProperty()));
        clock = new Timeline(new KeyFrame(Duration.seconds(1), event -> tick()));
        clock.setCycleCount(Animation.INDEFINITE);
    }

    /** Shows the window at once; the connection, if one was asked for, is made meanwhile. */
    public void show() {
        state.restore(stage, WIDTH, HEIGHT);
        stage.show();
        clock.play();
        client.setListenOptions(options.listen());
        client.setStandaloneOptions(options.security());
        options.server().ifPresent(connect::connect);
        if (options.mode() == Direction.REVERSE) {
            connect.setMode(Direction.REVERSE);
        }
    }

    public Scene scene() {
        return stage.getScene();
    }

    public Messages messages() {
        return messages;
    }

    public Appearance appearance() {
        return appearance;
    }

    ConnectViewModel connect() {
        return connect;
    }

    EventsViewModel events() {
        return events;
    }

    NavViewModel navigation() {
        return navigation;
    }

    WebTechniqueView page() {
        return page;
    }

    LessonView lesson() {
        return natives.lesson();
    }

    /** Remembers how the window looks, and ends what serves it; the client is somebody else's. */
    @Override
    public void close() {
        state.save(stage, appearance);
        clock.stop();
        page.close();
        natives.close();
        events.close();
        bridge.close();
    }

    private void look(WindowLook look) {
        look.language().ifPresent(messages::setLocale);
        look.theme().map(theme -> Theme.valueOf(theme.name())).ifPresent(appearance::setTheme);
        look.fontScale().ifPresent(scale -> appearance.scale().setPercent((int) Math.round(scale * 100)));
    }

    private void shortcuts(Scene scene) {
        scene.getAccelerators().put(new KeyCodeCombination(KeyCode.F5), this::reset);
        scene.getAccelerators()
                .put(new KeyCodeCombination(KeyCode.F11), () -> stage.setFullScreen(!stage.isFullScreen()));
        for (int i = 1; i <= 9; i++) {
            int place = i;
            scene.getAccelerators()
                    .put(
                            new KeyCodeCombination(KeyCode.valueOf("DIGIT" + i), KeyCombination.SHORTCUT_DOWN),
                            () -> navigation.select(place));
        }
    }

    private void reset() {
        if (techniques.failed()) {
            Optional<ServerInfo> info = client.server().get();
            techniques.retry(info);
        }
        if (technique.pageProperty().get().isPresent()) {
            page.reload();
        } else {
            events.clear();
        }
    }

    private void showSelected() {
        String id = navigation.selectedProperty().get();
        Optional<NavViewModel.Item> item = navigation.item(id);
        Optional<URI> web = techniques.webProperty().get();
        if (item.isPresent() && item.get().isWeb() && web.isPresent()) {
            natives.showLesson(Optional.empty());
            technique.open(item.get().technique().orElseThrow(), web.get());
            shell.show(page);
            return;
        }
        technique.leave();
        if (id.equals(NavViewModel.KEYS)) {
            natives.showLesson(Optional.empty());
            shell.show(keys);
        } else {
            natives.showLesson(item.flatMap(NavViewModel.Item::technique)
                    .flatMap(TechniqueDescriptor::lesson)
                    .flatMap(path -> web.map(side -> side.resolve(path + "?embed=1"))));
            natives.showSteps(id.equals(NavViewModel.REVERSE));
            shell.show(natives);
        }
    }

    private void tick() {
        Instant time = Instant.now();
        now.set(time);
        events.refresh(time);
        technique.counted(page.eventsInPage(), System.nanoTime());
        Map<String, Double> running = navigation.running();
        boolean live = events.topics().stream().anyMatch(row -> row.state().phase() == TopicState.Phase.LIVE);
        Optional<Direction> dialled = live ? connect.dialledProperty().get() : Optional.empty();
        mark(
                running,
                NavViewModel.BINARY,
                dialled.equals(Optional.of(Direction.FORWARD)),
                events.rateProperty().get());
        mark(
                running,
                NavViewModel.REVERSE,
                dialled.equals(Optional.of(Direction.REVERSE)),
                events.rateProperty().get());
        Optional<String> open = technique.techniqueProperty().get().map(TechniqueDescriptor::id);
        for (NavViewModel.Item item : navigation.items()) {
            if (item.isReceiving()) {
                boolean here = open.equals(Optional.of(item.id())) && page.isLoaded(item.id());
                mark(running, item.id(), here, technique.rateProperty().get());
            }
        }
    }

    /** Fills the window, and scrolls where large type leaves too little room in it. */
    private static ScrollPane scrolling(Region content) {
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        return scroll;
    }

    private static void mark(Map<String, Double> running, String id, boolean runs, double rate) {
        if (runs) {
            running.put(id, rate);
        } else {
            running.remove(id);
        }
    }

    /** The catalog's words for the selected technique, or the client's own ones for the two it knows without catalog. */
    private StringBinding text(
            Function<TechniqueDescriptor, Map<String, String>> texts, String binary, String reverse) {
        return messages.compute(
                () -> {
                    String id = navigation.selectedProperty().get();
                    String tag = messages.getLocale().getLanguage().equals("zh") ? "zh-CN" : "en";
                    return navigation
                            .item(id)
                            .flatMap(NavViewModel.Item::technique)
                            .map(texts)
                            .map(byLanguage -> byLanguage.get(tag))
                            .orElseGet(() -> messages.get(id.equals(NavViewModel.REVERSE) ? reverse : binary));
                },
                navigation.selectedProperty(),
                navigation.groups());
    }
}
