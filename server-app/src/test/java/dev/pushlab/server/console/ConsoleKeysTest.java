package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.DialArrow;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.ConsoleWiring;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The screen of the keys before a real server with real clients: every way to a key, and every way it goes wrong. */
@ExtendWith(ApplicationExtension.class)
class ConsoleKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClient client = new TestClient("alice");
    private final Recorder call = new Recorder().reacting(client.likeAClient());

    /** Fulfilled with the ticket of the registration, when REGISTER_OK has come. */
    private final CompletableFuture<CallbackTicket> ticket = new CompletableFuture<>();

    private PushlabServer server;
    private Console console;

    @Start
    void start(Stage stage) throws Exception {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
        console = new Console(
                ConsoleWiring.services(server),
                LogFeed.attach(),
                new Appearance(Console.messages(Messages.ENGLISH)),
                1280,
                800);
        console.install(stage);
        console.show(Section.KEYS);
        stage.show();
    }

    @AfterEach
    void stop(FxRobot robot) {
        client.close();
        robot.interact(console::close);
        server.close();
    }

    @Test
    void aMemberIsCalledAndShownWithDirectionEpochAndKey(FxRobot robot) throws Exception {
        Recorder forward = connect();
        int port = client.listen(call, this::answerWithTicket).getPort();
        register(forward, port);

        awaitShown(robot, "alice", "key confirmed", "127.0.0.1:" + port, grouped(client.fingerprint()), "1");
        assertThat(cells(robot, "#members")).contains(grouped(keyFingerprint()));
        assertThat(arrows(robot, "#members")).containsExactly(DialArrow.Direction.SERVER_TO_CLIENT);
        assertThat(figures(robot)).contains("1", grouped(keyFingerprint()), "1 of 1");
        picture("console-keys-acked");
    }

    @Test
    void aNewKeyRaisesTheEpochInTheWindowAndAtTheClient(FxRobot robot) throws Exception {
        registerAndBeCalled();
        awaitShown(robot, "key confirmed", "1");
        Message.KeyPush first = call.nextOf(Message.KeyPush.class);
        String firstKey = keyFingerprint();

        robot.clickOn("#rotate");

        assertThat(call.nextOf(Message.KeyPush.class).epoch()).isEqualTo(first.epoch() + 1);
        awaitShown(robot, "key confirmed", "2");
        assertThat(keyFingerprint()).isNotEqualTo(firstKey);
        assertThat(cells(robot, "#members")).contains(grouped(keyFingerprint())).doesNotContain(grouped(firstKey));
        assertThat(figures(robot)).contains("2", "1 of 1");
    }

    @Test
    void whoIsRevokedIsToldAndCanBeAdmittedAgain(FxRobot robot) throws Exception {
        registerAndBeCalled();
        awaitShown(robot, "key confirmed");
        select(robot);
        assertThat(robot.lookup("#admit").queryButton().isVisible()).isFalse();

        robot.clickOn("#revoke");

        call.nextOf(Message.Revoked.class);
        awaitShown(robot, "revoked");
        await().until(() -> robot.lookup("#admit").queryButton().isVisible());
        assertThat(robot.lookup("#revoke").queryButton().isVisible()).isFalse();
        picture("console-keys-revoked");

        long revokedAt = server.keys().group().get().epoch();
        robot.clickOn("#admit");
        awaitShown(robot, "key confirmed");
        assertThat(call.nextOf(Message.KeyPush.class).epoch()).isGreaterThanOrEqualTo(revokedAt);
        await().until(() -> robot.lookup("#revoke").queryButton().isVisible());
    }

    @Test
    void aRefusedPortIsExplainedWithTheFallbackInTheLanguageOfTheMoment(FxRobot robot) throws Exception {
        Recorder forward = connect();
        register(forward, freePort());

        awaitShown(robot, "alice", "fallback, confirmed", "1");
        // Nobody has to find the row first.
        await().until(() -> notice(robot).isShown());
        assertThat(texts(robot))
                .contains("The server could not call alice")
                .anyMatch(text -> text.contains("nobody listens on that port"))
                .anyMatch(text -> text.contains("epoch 1") && text.contains("confirmed there"));
        assertThat(arrows(robot, "#members")).containsExactly(DialArrow.Direction.CLIENT_TO_SERVER);
        picture("console-keys-fallback");

        Set<String> english = texts(robot);
        robot.interact(console.appearance().messages()::toggle);

        Set<String> chinese = texts(robot);
        assertThat(chinese).contains("服务器未能呼叫 alice").anyMatch(text -> text.startsWith("连接被拒绝"));
        assertThat(words(chinese, english)).isEmpty();
        picture("console-keys-fallback-zh");
    }

    @Test
    void aWrongFingerprintIsNamedAsTheCauseOfAFailedCall(FxRobot robot) throws Exception {
        int port = client.listen(call, client.toAnybody()).getPort();
        robot.clickOn("#dial-address").write("127.0.0.1:" + port);
        robot.interact(
                () -> robot.lookup("#dial-fingerprint").queryTextInputControl().setText("ab".repeat(32)));
        robot.clickOn("#dial");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(robot))
                        .anyMatch(text -> text.startsWith("127.0.0.1:" + port + ": "))
                        .anyMatch(text -> text.startsWith("The other side has another identity than expected")));
        assertThat(call.isOpened()).isFalse();
        // Once, beside the call, and not a second time above the members.
        assertThat(explanations(robot)).isEqualTo(1);
        picture("console-keys-wrong-fingerprint");

        Set<String> english = texts(robot);
        robot.interact(console.appearance().messages()::toggle);
        assertThat(texts(robot)).anyMatch(text -> text.startsWith("对方的身份与预期不符"));
        assertThat(words(texts(robot), english)).isEmpty();

        robot.interact(console.appearance().messages()::toggle);
        select(robot);
        await().until(() -> notice(robot).isShown());
        assertThat(explanations(robot)).isEqualTo(1);
        robot.interact(notice(robot)::clear);
        assertThat(explanations(robot)).isEqualTo(1);
    }

    private long explanations(FxRobot robot) {
        return robot.lookup(".label").queryAllAs(Labeled.class).stream()
                .filter(label -> label.getText() != null
                        && label.getText().startsWith("The other side has another identity than expected"))
                .filter(ConsoleKeysTest::isSeen)
                .count();
    }

    private static boolean isSeen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aClientIsCalledByHandAndTheCallCanBeStopped(FxRobot robot) throws Exception {
        int port = client.listen(call, client.toAnybody()).getPort();
        robot.clickOn("#dial-address").write("127.0.0.1:" + port);
        robot.interact(() -> robot.lookup("#dial-fingerprint")
                .queryTextInputControl()
                .setText(client.identity.fingerprint().grouped()));
        robot.clickOn("#dial");

        awaitShown(robot, "alice", "key confirmed");
        assertThat(texts(robot)).contains("127.0.0.1:" + port + ": connected");

        robot.clickOn((Button) robot.lookup(".call-list .button").query());

        call.end();
        await().atMost(PATIENCE).until(() -> texts(robot).contains("127.0.0.1:" + port + ": stopped"));
        awaitShown(robot, "offline");
    }

    @Test
    void theListOfClientsShowsTheKeyOfEveryConnectionOfAMember(FxRobot robot) throws Exception {
        Recorder forward = connect();
        register(forward, client.listen(call, this::answerWithTicket).getPort());
        awaitShown(robot, "key confirmed");
        robot.interact(() -> console.show(Section.CLIENTS));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cells(robot, ".client-table"))
                        .filteredOn("epoch 1"::equals)
                        .hasSize(2));
        assertThat(arrows(robot, ".client-table"))
                .containsExactlyInAnyOrder(DialArrow.Direction.CLIENT_TO_SERVER, DialArrow.Direction.SERVER_TO_CLIENT);
        picture("console-clients-members");

        call.session().close(dev.pushlab.protocol.message.ReasonCode.GOODBYE, "");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cells(robot, ".client-table"))
                        .filteredOn("epoch 1"::equals)
                        .hasSize(1));
    }

    @Test
    void headingsAreTextAlsoAboveMonospacedCells(FxRobot robot) throws Exception {
        Recorder forward = connect();
        register(forward, client.listen(call, this::answerWithTicket).getPort());
        awaitShown(robot, "key confirmed");

        Set<String> headings = new HashSet<>();
        robot.lookup("#members .column-heading .text")
                .queryAllAs(Text.class)
                .forEach(text -> headings.add(text.getFont().getFamily()));
        Text identity = robot.lookup("#members .table-cell.mono .text").queryAs(Text.class);

        assertThat(headings).hasSize(1).doesNotContain(identity.getFont().getFamily());
    }

    // ---- the client -------------------------------------------------------------------------------------------

    private Recorder connect() throws Exception {
        Recorder forward = client.connect(server.tcpAddress());
        forward.reacting(client.likeAClient()).session();
        return forward;
    }

    private void registerAndBeCalled() throws Exception {
        register(connect(), client.listen(call, this::answerWithTicket).getPort());
    }

    private void register(Recorder forward, int port) throws Exception {
        Message.Register request = TestClient.register(port, "alice");
        Session session = forward.session();
        forward.reacting((from, message) -> {
            if (message instanceof Message.RegisterOk answer) {
                ticket.complete(CallbackTicket.derive(from, request, answer));
            } else {
                client.likeAClient().accept(from, message);
            }
        });
        session.send(request);
        forward.nextOf(Message.RegisterOk.class);
    }

    /** The call may come before REGISTER_OK was read: they come over different connections. */
    private void answerWithTicket(Channel channel, Recorder recorder) {
        channel.config().setAutoRead(false);
        ticket.thenAccept(agreed -> channel.eventLoop().execute(() -> {
            client.withTicket(agreed).accept(channel, recorder);
            channel.config().setAutoRead(true);
        }));
    }

    /** A port on which nobody listens, as far as one can know. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    private String keyFingerprint() {
        return server.keys()
                .group()
                .get()
                .member(client.fingerprint())
                .flatMap(Member::keyFingerprint)
                .orElseThrow();
    }

    private static String grouped(String fingerprint) {
        return FingerprintView.grouped(fingerprint.substring(0, 16), 4);
    }

    // ---- the window -------------------------------------------------------------------------------------------

    private void awaitShown(FxRobot robot, String... wanted) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cells(robot, "#members")).contains(wanted));
    }

    private static void select(FxRobot robot) {
        robot.interact(() ->
                robot.lookup("#members").queryTableView().getSelectionModel().select(0));
    }

    private static Notice notice(FxRobot robot) {
        return robot.lookup(".notice").queryAs(Notice.class);
    }

    /** The texts of the cells, also of those that hold a badge. */
    private List<String> cells(FxRobot robot, String table) {
        List<String> texts = new java.util.ArrayList<>();
        robot.interact(() -> {
            TableView<?> view = robot.lookup(table).queryTableView();
            view.lookupAll(".table-cell").stream()
                    .map(TableCell.class::cast)
                    .filter(cell -> !cell.isEmpty()
                            && cell.getTableRow() != null
                            && !cell.getTableRow().isEmpty())
                    .forEach(cell -> {
                        String text = cell.getGraphic() instanceof Labeled badge ? badge.getText() : cell.getText();
                        if (text != null) {
                            texts.add(text);
                        }
                    });
        });
        return texts;
    }

    private List<DialArrow.Direction> arrows(FxRobot robot, String table) {
        List<DialArrow.Direction> directions = new java.util.ArrayList<>();
        robot.interact(() -> robot.lookup(table).queryTableView().lookupAll(".dial-arrow").stream()
                .map(DialArrow.class::cast)
                .forEach(arrow -> directions.add(arrow.getDirection())));
        return directions;
    }

    private Set<String> figures(FxRobot robot) {
        Set<String> values = new HashSet<>();
        robot.interact(() -> robot.lookup(".screen .figure-value").queryAllAs(Labeled.class).stream()
                .map(Labeled::getText)
                .forEach(values::add));
        return values;
    }

    private Set<String> texts(FxRobot robot) {
        Set<String> texts = new HashSet<>();
        robot.interact(() -> collect(console.scene().getRoot(), texts));
        return texts;
    }

    /** What stayed though the language changed, but for what is the same in both: names, numbers, addresses, hex. */
    private Set<String> words(Set<String> now, Set<String> before) {
        Set<String> kept = new HashSet<>(now);
        kept.retainAll(before);
        kept.removeIf(text -> !text.matches("(?s).*\\p{IsLatin}{3,}.*"));
        kept.removeIf(text -> text.matches("stocks|JSON|alice|([0-9a-f]{4} ?)+|([0-9a-f]{64})"));
        kept.remove(server.token().reveal());
        return kept;
    }

    private static void collect(Node node, Set<String> texts) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && labeled.getText() != null) {
            texts.add(labeled.getText());
        }
        if (node instanceof Control control && control.getTooltip() != null) {
            texts.add(control.getTooltip().getText());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, texts));
        }
    }

    private void picture(String name) throws Exception {
        Screenshots.save(console.scene(), Path.of("target", "screenshots", name + ".png"))
                .toCompletableFuture()
                .get();
    }
}
