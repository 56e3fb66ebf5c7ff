package dev.pushlab.client.screen;

import static org.awaitility.Awaitility.await;

import dev.pushlab.cli.WindowLook;
import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ClientSettings;
import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ListenOptions;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.ticker.TickerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** The window before a real server on loopback, and what a test does with both. */
final class Rig implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** For people to look at; the tests do not. */
    private static final Path PICTURES = Path.of("target", "pictures");

    final Path folder;
    final ProtocolClient client;
    PushlabServer server;
    ClientWindow window;
    private final Identity identity = Identity.generate();
    private int port;

    Rig(Path folder) {
        this.folder = folder;
        client = new ProtocolClient(ClientSettings.of("student", identity, new KnownPeers(folder.resolve("known"))));
    }

    /** On the same port as before, if there was one before. @param data the folder, and so the identity */
    void startServer(String data, UnaryOperator<ProtocolOptions> change) throws IOException {
        ProtocolOptions protocol =
                change.apply(ProtocolOptions.defaults().withTcpPort(port).withOneMachine(true));
        server = new PushlabServer(ServerOptions.defaults()
                .withData(folder.resolve(data))
                .withProtocol(protocol)
                .withTickers(List.of(new TickerSpec(new Topic("stocks"), 20))));
        server.start();
        port = server.tcpAddress().getPort();
    }

    void stopServer() {
        server.close();
        server = null;
    }

    /** On the FX thread. */
    void open(Stage stage, ConnectOptions security) {
        ClientOptions options = new ClientOptions(
                folder,
                Optional.empty(),
                security,
                Direction.FORWARD,
                ListenOptions.DEFAULT,
                Optional.empty(),
                new WindowLook(Optional.of(Locale.ENGLISH), Optional.empty(), Optional.empty()),
                Optional.empty());
        window = new ClientWindow(stage, options, client, uri -> {});
        window.show();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** By keyboard. */
    void dial(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.L);
        robot.interact(() ->
                robot.lookup("#address").<ComboBox<String>>query().getEditor().setText(address()));
        robot.push(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Until the techniques of the server are there. */
    void connect(FxRobot robot) {
        dial(robot);
        await("connected")
                .atMost(LIMIT)
                .until(() -> text(robot, "#connection-state").equals("connected"));
        await("catalog")
                .atMost(LIMIT)
                .until(() -> onFx(() -> window.navigation().items().stream().anyMatch(NavViewModel.Item::isWeb)));
    }

    void size(FxRobot robot, double width, double height) {
        robot.interact(() -> {
            window.scene().getWindow().setWidth(width);
            window.scene().getWindow().setHeight(height);
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    void look(FxRobot robot, Locale language, Theme theme, int percent) {
        robot.interact(() -> {
            window.messages().setLocale(language);
            window.appearance().setTheme(theme);
            window.appearance().scale().setPercent(percent);
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** In both languages, one light and one dark; afterwards it is English and light again. */
    void pictures(FxRobot robot, String name) throws Exception {
        picture(robot, name + "-en-light");
        look(robot, Messages.CHINESE, Theme.DARK, 100);
        picture(robot, name + "-zh-dark");
        look(robot, Messages.ENGLISH, Theme.LIGHT, 100);
    }

    void picture(FxRobot robot, String name) throws Exception {
        robot.interact(() -> window.scene().getRoot().layout());
        WaitForAsyncUtils.waitForFxEvents(20);
        Screenshots.save(window.scene(), PICTURES.resolve(name + ".png"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    boolean isShown(FxRobot robot, String id) {
        return onFx(() -> robot.lookup(id).queryAll().stream().anyMatch(Rig::isSeen));
    }

    static String text(FxRobot robot, String id) {
        return onFx(() -> robot.lookup(id).<Labeled>query().getText());
    }

    /** The words below this node that can be read at present. */
    List<String> words(FxRobot robot, String id) {
        return onFx(() -> robot
                .from(robot.lookup(id).queryAll())
                .lookup((Node node) -> node instanceof Labeled)
                .queryAllAs(Labeled.class)
                .stream()
                .filter(Rig::isSeen)
                .map(Labeled::getText)
                .filter(words -> words != null && !words.isBlank())
                .toList());
    }

    static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return node.getScene() != null;
    }

    static <T> T onFx(Callable<T> task) {
        try {
            return WaitForAsyncUtils.asyncFx(task).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Not on the FX thread. */
    void close(FxRobot robot) {
        robot.interact(window::close);
        close();
    }

    @Override
    public void close() {
        client.close();
        if (server != null) {
            server.close();
        }
        identity.close();
    }
}
