package dev.pushlab.client.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.cli.WindowLook;
import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ClientSettings;
import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ListenOptions;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.keys.ReceivedKey;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.ticker.TickerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.web.WebView;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The window before a real server, worked with mouse and keyboard. */
@ExtendWith(ApplicationExtension.class)
class ClientWindowIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    private final Identity identity = Identity.generate();
    private PushlabServer server;
    private ProtocolClient client;
    private ClientWindow window;

    @Start
    void start(Stage stage) throws Exception {
        server = new PushlabServer(
                ServerOptions.defaults().withTickers(List.of(new TickerSpec(new Topic("stocks"), 20))));
        server.start();
        Path folder = data.resolve(Long.toString(System.nanoTime()));
        client = new ProtocolClient(ClientSettings.of("student", identity, new KnownPeers(folder.resolve("known"))));
        ClientOptions options = new ClientOptions(
                folder,
                Optional.empty(),
                ConnectOptions.DEFAULT,
                Direction.FORWARD,
                ListenOptions.DEFAULT,
                Optional.empty(),
                new WindowLook(Optional.of(Locale.ENGLISH), Optional.empty(), Optional.empty()),
                Optional.empty());
        window = new ClientWindow(stage, options, client, uri -> {});
        window.show();
    }

    @AfterEach
    void stop(FxRobot robot) {
        robot.interact(window::close);
        client.close();
        server.close();
        identity.close();
    }

    @Test
    void by_keyboard_alone_it_connects_and_shows_events(FxRobot robot) {
        connect(robot);
        await().atMost(LIMIT).until(() -> text(robot, "#security-chip").startsWith("Noise XX · safety "));
        robot.interact(() -> robot.lookup("#topic").<ComboBox<String>>query().requestFocus());
        robot.push(KeyCode.ENTER);
        await().atMost(LIMIT).until(() -> window.events().list().totalProperty().get() > 5);
        await().atMost(LIMIT)
                .until(() -> window.events().figuresProperty().get().events() > 5);
        assertThat(window.events().figuresProperty().get().lost()).isZero();
        assertThat(window.events().figuresProperty().get().duplicates()).isZero();
    }

    @Test
    void a_wrong_address_shows_its_cause_in_place_and_is_corrected_there(FxRobot robot) {
        type(robot, "nonsense");
        assertThat(text(robot, "#address-problem")).startsWith("Type host:port");
        // The web side speaks another protocol: a port where somebody listens, but not this one.
        type(robot, "127.0.0.1:" + server.httpAddress().getPort());
        await().atMost(LIMIT)
                .until(() -> robot.lookup("#connect-failure").query().isVisible());
        assertThat(shown(robot.lookup("#connect-failure").query())).anyMatch(line -> line.contains("no connection to"));
        connect(robot);
        await().atMost(LIMIT)
                .until(() -> !robot.lookup("#connect-failure").query().isVisible());
    }

    @Test
    void reverse_mode_brings_the_key_that_the_server_holds(FxRobot robot) {
        connect(robot);
        robot.push(KeyCode.CONTROL, KeyCode.R);
        await().atMost(LIMIT).until(() -> client.reverse().get() instanceof ReverseState.Keyed);
        robot.interact(() -> window.navigation().select(NavViewModel.KEYS));
        ReceivedKey key = client.keys().history().get().get(0);
        assertThat(key.direction()).isEqualTo(Direction.REVERSE);
        await().atMost(LIMIT)
                .until(() -> robot.lookup("#key-fingerprint")
                        .<FingerprintView>query()
                        .fingerprintProperty()
                        .get()
                        .equals(key.fingerprint()));
        await().atMost(LIMIT).until(() -> text(robot, "#connection-state").startsWith("keyed, epoch "));
        robot.push(KeyCode.CONTROL, KeyCode.R);
        await().atMost(LIMIT).until(() -> text(robot, "#connection-state").equals("connected"));
    }

    @Test
    void every_page_receives_events_in_the_window(FxRobot robot) {
        connect(robot);
        List<String> pages = window.navigation().items().stream()
                .filter(NavViewModel.Item::isReceiving)
                .map(NavViewModel.Item::id)
                .toList();
        assertThat(pages).contains("sse", "websocket", "short-polling", "long-polling");
        for (String id : pages) {
            robot.interact(
                    () -> robot.lookup("#nav-" + id).<ToggleButton>query().fire());
            await(id).atMost(LIMIT).until(() -> onFx(() -> window.page().isLoaded(id)));
            await(id).atMost(LIMIT).until(() -> {
                if (id.equals("piggyback")) {
                    order(robot);
                }
                return onFx(() -> window.page().eventsInPage() >= 5);
            });
        }
    }

    /** Without a user who does something no events come there. */
    private static void order(FxRobot robot) {
        robot.interact(() -> robot.lookup(WebView.class::isInstance)
                .<WebView>query()
                .getEngine()
                .executeScript("document.querySelector(\"[data-item=coffee] [data-change='1']\")?.click()"));
    }

    @Test
    void demonstrations_have_a_heading_of_their_own_and_their_pages_open(FxRobot robot) {
        connect(robot);
        List<String> demonstrations = window.navigation().items().stream()
                .filter(item -> item.isWeb() && !item.isReceiving())
                .map(NavViewModel.Item::id)
                .toList();
        assertThat(demonstrations)
                .containsExactly("connections-per-host", "blocking-server", "dead-peers", "server-requested-reconnect");
        assertThat(window.navigation().groups())
                .filteredOn(group -> group.heading().key().equals("shell.nav.group.demonstrations"))
                .singleElement()
                .satisfies(group -> assertThat(group.items())
                        .extracting(NavViewModel.Item::id)
                        .isEqualTo(demonstrations));
        String id = demonstrations.get(0);
        robot.interact(() -> robot.lookup("#nav-" + id).<ToggleButton>query().fire());
        await(id).atMost(LIMIT).until(() -> onFx(() -> window.page().isLoaded(id)));
        assertThat(window.navigation().running()).doesNotContainKey(id);
    }

    @Test
    void the_language_changes_every_word_and_the_theme_the_window(FxRobot robot) {
        connect(robot);
        Messages messages = window.messages();
        List<String> english = shown(window.scene().getRoot());
        robot.clickOn("#language");
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(messages.getLocale()).isEqualTo(Messages.CHINESE);
        List<String> left = shown(window.scene().getRoot()).stream()
                .filter(english::contains)
                // Names, numbers and addresses are the same in both languages.
                .filter(words -> words.matches(".*[a-z]{3,} [a-z]{3,}.*"))
                .toList();
        assertThat(left).isEmpty();
        robot.clickOn("#theme");
        assertThat(window.appearance().getTheme()).isEqualTo(Theme.DARK);
    }

    @Test
    void nothing_is_cut_in_either_language_at_any_size(FxRobot robot) {
        connect(robot);
        robot.interact(() -> {
            window.scene().getWindow().setWidth(1024);
            window.scene().getWindow().setHeight(640);
        });
        for (Locale language : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            for (int percent : List.of(100, 150, 200)) {
                for (String id : List.of(NavViewModel.BINARY, NavViewModel.REVERSE, NavViewModel.KEYS)) {
                    robot.interact(() -> {
                        window.messages().setLocale(language);
                        window.appearance().scale().setPercent(percent);
                        window.navigation().select(id);
                    });
                    // Wrapping settles within a few passes of layout; what is still cut then stays cut.
                    await(language + " " + percent + " % " + id)
                            .atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(onFx(() ->
                                            ClippedText.find(window.scene().getRoot())))
                                    .isEmpty());
                }
            }
        }
    }

    @Test
    void help_opens_in_place_and_escape_closes_it(FxRobot robot) {
        robot.push(KeyCode.F1);
        assertThat(robot.lookup("#help").<ToggleButton>query().isSelected()).isTrue();
        robot.push(KeyCode.ESCAPE);
        assertThat(robot.lookup("#help").<ToggleButton>query().isSelected()).isFalse();
    }

    private void connect(FxRobot robot) {
        type(robot, "127.0.0.1:" + server.tcpAddress().getPort());
        await().atMost(LIMIT).until(() -> text(robot, "#connection-state").equals("connected"));
        await().atMost(LIMIT).until(() -> window.navigation().items().stream().anyMatch(NavViewModel.Item::isWeb));
    }

    private static void type(FxRobot robot, String address) {
        robot.push(KeyCode.CONTROL, KeyCode.L);
        robot.interact(() ->
                robot.lookup("#address").<ComboBox<String>>query().getEditor().setText(address));
        robot.push(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static String text(FxRobot robot, String id) {
        return onFx(() -> robot.lookup(id).<Labeled>query().getText());
    }

    /** The words in the window that can be read at present. */
    private static List<String> shown(Node root) {
        return onFx(() -> new FxRobot()
                .from(root).lookup((Node node) -> node instanceof Labeled).queryAllAs(Labeled.class).stream()
                        .filter(ClientWindowIT::isSeen)
                        .map(Labeled::getText)
                        .filter(words -> words != null && !words.isBlank())
                        .collect(Collectors.toList()));
    }

    private static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static <T> T onFx(Callable<T> task) {
        try {
            return WaitForAsyncUtils.asyncFx(task).get(30, java.util.concurrent.TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
