package dev.pushlab.server.console;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.LogListModel;
import dev.pushlab.fx.Messages;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.console.clients.ClientsView;
import dev.pushlab.server.console.clients.ClientsViewModel;
import dev.pushlab.server.console.keys.KeysView;
import dev.pushlab.server.console.keys.KeysViewModel;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.log.LogView;
import dev.pushlab.server.console.metrics.MetricsView;
import dev.pushlab.server.console.metrics.MetricsViewModel;
import dev.pushlab.server.console.overview.OverviewView;
import dev.pushlab.server.console.overview.OverviewViewModel;
import dev.pushlab.server.console.publish.ComposerView;
import dev.pushlab.server.console.publish.ComposerViewModel;
import dev.pushlab.server.console.publish.Repeater;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.console.shell.ShellView;
import dev.pushlab.server.console.shell.ShellViewModel;
import dev.pushlab.server.console.topics.DurablesViewModel;
import dev.pushlab.server.console.topics.TickerDesk;
import dev.pushlab.server.console.topics.TopicsView;
import dev.pushlab.server.console.topics.TopicsViewModel;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.layout.Region;
import javafx.stage.Stage;

/** The assembled console: who needs whom is written here. Made and closed on the FX thread. */
public final class Console implements AutoCloseable {
    private static final int LOG_LINES = 2_000;
    private static final int LOG_LINES_PER_FRAME = 500;

    private final ConsoleServices services;
    private final FxBridge bridge = FxBridge.onFrames();
    private final Sampler sampler;
    private final Repeater repeater;
    private final TickerDesk tickers;
    private final LogFeed log;
    private final ExecutorService background = Executors.newCachedThreadPool(task -> {
        Thread t = new Thread(task, "pushlab-console");
        t.setDaemon(true);
        return t;
    });
    private final Appearance appearance;
    private final ShellViewModel shell;
    private final ComposerViewModel composer;
    private final Scene scene;

    /** @param log closed with the console */
    public Console(ConsoleServices services, LogFeed log, Appearance appearance, double width, double height) {
        this.services = services;
        this.log = log;
        this.appearance = appearance;
        Messages messages = appearance.messages();
        sampler = new Sampler(services, Clock.systemUTC());
        repeater = new Repeater(services.hub());
        tickers = new TickerDesk(services.hub(), services.tickers(), services.audit());
        shell = new ShellViewModel(services, sampler, bridge);
        composer = new ComposerViewModel(services.hub(), repeater, sampler, bridge, background);
        OverviewViewModel overview = new OverviewViewModel(services, sampler, bridge);
        ClientsViewModel clients = new ClientsViewModel(services, sampler, bridge);
        TopicsViewModel topics = new TopicsViewModel(services.topics(), tickers, sampler, bridge, background);
        DurablesViewModel durables =
                new DurablesViewModel(services.hub().durables(), services.audit(), sampler, bridge);
        KeysViewModel keys = new KeysViewModel(services.keys(), services.calls(), bridge);
        MetricsViewModel metrics = new MetricsViewModel(services.access().http(), sampler.measured(), bridge);
        LogListModel lines = new LogListModel(LOG_LINES);
        bridge.batches(log, LOG_LINES_PER_FRAME, lines::add);
        UnaryOperator<String> title = id -> title(services, messages, id);

        Map<Section, Supplier<? extends Region>> screens = new EnumMap<>(Section.class);
        screens.put(Section.OVERVIEW, () -> new OverviewView(messages, overview, clients, title));
        screens.put(Section.CLIENTS, () -> new ClientsView(messages, clients, title));
        screens.put(Section.TOPICS, () -> new TopicsView(messages, topics, durables));
        screens.put(Section.KEYS, () -> new KeysView(messages, keys));
        screens.put(Section.METRICS, () -> new MetricsView(messages, metrics, title));
        screens.put(Section.LOG, () -> new LogView(messages, lines));
        scene = new Scene(
                new ShellView(appearance, shell, screens, new ComposerView(messages, composer)), width, height);
        appearance.install(scene);
        sampler.start();
    }

    /** The words of the console and of everything it shows. */
    public static Messages messages(Locale language) {
        return new Messages(language, "dev.pushlab.server.console.messages", "dev.pushlab.protocol.reasons");
    }

    public Scene scene() {
        return scene;
    }

    public Appearance appearance() {
        return appearance;
    }

    /** Goes to a screen. */
    public void show(Section section) {
        shell.sectionProperty().set(section);
    }

    /** Whether anybody is connected. */
    boolean hasConnections() {
        return !services.connections().snapshot().isEmpty();
    }

    /** Runs a task on the FX thread with the next frame, unless the console has been closed. */
    void onScreen(Runnable task) {
        bridge.post(task);
    }

    public ShellViewModel shell() {
        return shell;
    }

    public ComposerViewModel composer() {
        return composer;
    }

    /** Gives the window its keys, its title and its least size. */
    public void install(Stage stage) {
        stage.titleProperty().bind(appearance.messages().bind("console.title"));
        stage.setMinWidth(800);
        stage.setMinHeight(500);
        stage.setFullScreenExitHint("");
        scene.getAccelerators()
                .put(new KeyCodeCombination(KeyCode.F11), () -> stage.setFullScreen(!stage.isFullScreen()));
        stage.setScene(scene);
        // Otherwise the first button has the focus, and looks as if it wanted to be pressed.
        scene.getRoot().requestFocus();
    }

    @Override
    public void close() {
        bridge.close();
        sampler.close();
        repeater.close();
        tickers.close();
        log.close();
        background.shutdownNow();
    }

    private static String title(ConsoleServices services, Messages messages, String id) {
        return services.techniques().stream()
                .filter(technique -> technique.id().equals(id))
                .findFirst()
                .map(TechniqueDescriptor::titles)
                .map(titles -> titles.get(messages.getLocale().equals(Messages.CHINESE) ? "zh-CN" : "en"))
                .orElse(id);
    }
}
