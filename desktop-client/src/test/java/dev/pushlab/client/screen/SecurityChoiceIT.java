package dev.pushlab.client.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.SecurityState.Trust;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.noise.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The drawer in which somebody chooses how the next connection is protected, before a real server. */
@ExtendWith(ApplicationExtension.class)
class SecurityChoiceIT {
    private static final byte[] SECRET = HexFormat.of().parseHex("5a".repeat(32));

    @TempDir
    static Path data;

    private Rig rig;

    @Start
    void start(Stage stage) throws Exception {
        rig = new Rig(data.resolve(Long.toString(System.nanoTime())));
        SecretBytes psk = SecretBytes.copyOf(SECRET);
        rig.startServer("server", options -> options.withPlaintext(true).withPsk(psk));
        rig.open(stage, ConnectOptions.DEFAULT);
    }

    @AfterEach
    void stop(FxRobot robot) {
        rig.close(robot);
    }

    @Test
    void a_wrong_fingerprint_is_said_in_place_and_no_connection_is_tried(FxRobot robot) throws Exception {
        rig.size(robot, 1280, 800);
        open(robot);
        fire(robot, "#next-pin");
        type(robot, "#next-pin-text", "abc");
        robot.push(KeyCode.ESCAPE);
        rig.dial(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#next-problem"));
        assertThat(Rig.text(robot, "#next-problem")).startsWith("A fingerprint has 64 hexadecimal digits");
        assertThat(rig.client.connection().get().phase()).isEqualTo(ConnectionState.Phase.DISCONNECTED);
        rig.pictures(robot, "choice-pin");
        type(robot, "#next-pin-text", rig.server.fingerprint().toString());
        assertThat(rig.isShown(robot, "#next-problem")).isFalse();
        fire(robot, "#connect-so");
        awaitTrust(Trust.PINNED);
    }

    @Test
    void another_fingerprint_than_the_servers_is_no_connection(FxRobot robot) {
        open(robot);
        fire(robot, "#next-pin");
        type(robot, "#next-pin-text", "AB:".repeat(32));
        rig.dial(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#changed-identity"));
        assertThat(rig.client.security().get()).isEmpty();
    }

    @Test
    void a_shared_secret_is_read_from_a_file_and_replaces_a_present_connection(FxRobot robot) throws Exception {
        rig.connect(robot);
        awaitTrust(Trust.FIRST_USE);
        open(robot);
        fire(robot, "#next-secret");
        fire(robot, "#connect-so");
        assertThat(Rig.text(robot, "#next-problem")).startsWith("Name the file");
        awaitTrust(Trust.FIRST_USE);
        Path file =
                Files.writeString(rig.folder.resolve("secret"), HexFormat.of().formatHex(SECRET));
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        type(robot, "#next-secret-file", file.toString());
        fire(robot, "#connect-so");
        awaitTrust(Trust.SHARED_SECRET);
    }

    @Test
    void plaintext_is_warned_of_before_it_is_used(FxRobot robot) throws Exception {
        rig.size(robot, 1280, 800);
        open(robot);
        assertThat(rig.isShown(robot, "#next-plaintext-warning")).isFalse();
        fire(robot, "#next-plaintext");
        assertThat(rig.isShown(robot, "#next-plaintext-warning")).isTrue();
        rig.dial(robot);
        awaitTrust(Trust.NONE);
        rig.pictures(robot, "choice-plaintext");
    }

    @Test
    void the_drawer_cuts_nothing_in_either_language_at_any_size(FxRobot robot) throws Exception {
        rig.connect(robot);
        rig.size(robot, 1024, 640);
        open(robot);
        for (String kind : new String[] {"#next-pin", "#next-secret", "#next-plaintext"}) {
            fire(robot, kind);
            for (Locale language : new Locale[] {Messages.ENGLISH, Messages.CHINESE}) {
                for (int percent : new int[] {100, 200}) {
                    rig.look(robot, language, Theme.LIGHT, percent);
                    await(kind + " " + language + " " + percent + " %")
                            .atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(Rig.onFx(() ->
                                            ClippedText.find(rig.window.scene().getRoot())))
                                    .isEmpty());
                    // Nothing hangs over the drawer's edge, where it could not be seen to be cut.
                    await(kind + " " + language + " " + percent + " % wide")
                            .atMost(Duration.ofSeconds(10))
                            .until(() -> Rig.onFx(() -> fits(robot)));
                    if (percent == 200) {
                        rig.picture(robot, "drawer-" + kind.substring(1) + "-" + language + "-200");
                    }
                }
            }
        }
    }

    private static boolean fits(FxRobot robot) {
        Node body = robot.lookup("#next-security").query().getParent();
        ScrollPane scroll = robot
                .from(robot.lookup(".drawer").queryAll())
                .lookup((Node node) -> node instanceof ScrollPane)
                .queryAllAs(ScrollPane.class)
                .stream()
                .filter(each -> each.getContent() == body)
                .findFirst()
                .orElseThrow();
        return body.getLayoutBounds().getWidth() <= scroll.getViewportBounds().getWidth() + 1;
    }

    private static void open(FxRobot robot) {
        robot.push(KeyCode.CONTROL, KeyCode.I);
        assertThat(Rig.onFx(() ->
                        robot.lookup("#security-chip").<ToggleButton>query().isSelected()))
                .isTrue();
    }

    private static void fire(FxRobot robot, String id) {
        robot.interact(() -> robot.lookup(id).<ButtonBase>query().fire());
    }

    private static void type(FxRobot robot, String id, String text) {
        robot.interact(() -> robot.lookup(id).<TextField>query().setText(text));
    }

    private void awaitTrust(Trust trust) {
        await("trust is " + trust)
                .atMost(Rig.LIMIT)
                .until(() -> rig.client
                        .security()
                        .get()
                        .filter(now -> now.trust() == trust)
                        .isPresent());
    }
}
