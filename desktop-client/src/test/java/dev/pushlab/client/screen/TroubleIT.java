package dev.pushlab.client.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.connection.SecurityState.Trust;
import dev.pushlab.client.screen.shell.NavViewModel;
import java.nio.file.Path;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What the window says when things do not go as they should: the cause, the next step, and what can be done. */
@ExtendWith(ApplicationExtension.class)
class TroubleIT {
    private static final String FAILURE = "#connect-failure";
    private static final String CHANGED = "#changed-identity";

    @TempDir
    static Path data;

    private Rig rig;
    private Stage stage;

    @Start
    void start(Stage newStage) {
        stage = newStage;
        rig = new Rig(data.resolve(Long.toString(System.nanoTime())));
    }

    @AfterEach
    void stop(FxRobot robot) {
        rig.close(robot);
    }

    @Test
    void when_the_server_cannot_call_back_the_cause_and_what_happens_instead_are_said(FxRobot robot) throws Exception {
        // A server that dials nobody on its own machine.
        rig.startServer("server", options -> options.withOneMachine(false));
        open(robot, ConnectOptions.DEFAULT);
        rig.connect(robot);
        robot.interact(() -> rig.window.navigation().select(NavViewModel.REVERSE));
        robot.push(KeyCode.CONTROL, KeyCode.R);
        await().atMost(Rig.LIMIT).until(() -> rig.client.reverse().get() instanceof ReverseState.FallbackForward);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#reverse-failure"));
        assertThat(rig.words(robot, "#reverse-failure"))
                .anyMatch(words -> words.startsWith("The server could not call back"))
                .anyMatch(words -> words.matches("Events and keys go over the forward connection meanwhile.*"
                        + "The next attempt follows in [0-9].*"))
                // The cause is a sentence, not the name of one.
                .anyMatch(words -> words.matches("[A-Z].* .* .*\\.") && !words.startsWith("Events and keys"))
                .noneMatch(words -> words.contains("reason.") || words.contains("dial."));
        assertThat(Rig.text(robot, "#connection-state")).isEqualTo("fallen back to forward");
        assertThat(rig.isShown(robot, "#reverse-again")).isTrue();
        rig.pictures(robot, "fallback");
        // Events keep coming over the connection there is.
        robot.interact(() -> rig.window.events().subscribe());
        await().atMost(Rig.LIMIT)
                .until(() -> Rig.onFx(
                        () -> rig.window.events().list().totalProperty().get() > 5));
    }

    @Test
    void when_the_server_is_gone_it_counts_down_and_can_be_told_to_try_at_once(FxRobot robot) throws Exception {
        rig.startServer("server", options -> options);
        open(robot, ConnectOptions.DEFAULT);
        rig.connect(robot);
        rig.stopServer();
        await().atMost(Rig.LIMIT)
                .until(() -> Rig.text(robot, "#connection-state").matches("next attempt in [1-9].*"));
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#try-now"));
        assertThat(rig.words(robot, FAILURE))
                .anyMatch(words -> words.equals("There is no connection to " + rig.address()))
                .anyMatch(words -> words.startsWith("The client tries again by itself."));
        // The waits double up to half a minute: a long one gives time to look, and makes "try now" worth its place.
        await().atMost(Rig.LIMIT).until(() -> seconds(robot) >= 3);
        int before = seconds(robot);
        await().atMost(Rig.LIMIT).until(() -> seconds(robot) != before);
        rig.pictures(robot, "reconnecting");
        rig.startServer("server", options -> options);
        await().atMost(Rig.LIMIT).until(() -> {
            if (rig.isShown(robot, "#try-now")) {
                robot.interact(() -> robot.lookup("#try-now")
                        .<javafx.scene.control.Button>query()
                        .fire());
            }
            return Rig.text(robot, "#connection-state").equals("connected");
        });
        await().atMost(Rig.LIMIT).until(() -> !rig.isShown(robot, FAILURE));
        assertThat(rig.isShown(robot, "#try-now")).isFalse();
    }

    @Test
    void a_changed_identity_is_explained_and_believed_only_when_a_person_says_so(FxRobot robot) throws Exception {
        rig.startServer("server", options -> options);
        open(robot, ConnectOptions.DEFAULT);
        rig.connect(robot);
        String old = rig.server.fingerprint().toString();
        rig.stopServer();
        rig.startServer("impostor", options -> options);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, CHANGED));
        assertThat(rig.client.security().get()).isEmpty();
        assertThat(old).isNotEqualTo(rig.server.fingerprint().toString());
        assertThat(rig.words(robot, CHANGED))
                .anyMatch(words -> words.contains("another identity than expected"))
                .anyMatch(words -> words.contains("somebody stands in between"))
                .anyMatch(words -> words.replace(" ", "").contains(old.substring(0, 16)))
                .anyMatch(words -> words.replace(" ", "")
                        .contains(rig.server.fingerprint().toString().substring(0, 16)));
        assertThat(Rig.text(robot, "#security-chip")).isEqualTo("identity CHANGED");
        rig.pictures(robot, "changed");
        robot.interact(() -> robot.lookup("#trust-changed")
                .<javafx.scene.control.Button>query()
                .fire());
        await().atMost(Rig.LIMIT)
                .until(() -> Rig.text(robot, "#connection-state").equals("connected"));
        assertThat(rig.isShown(robot, CHANGED)).isFalse();
        assertThat(rig.client
                        .security()
                        .get()
                        .orElseThrow()
                        .peer()
                        .orElseThrow()
                        .fingerprint())
                .isEqualTo(rig.server.fingerprint().toString());
    }

    @Test
    void against_a_pinned_fingerprint_nothing_can_be_trusted_by_a_button(FxRobot robot) throws Exception {
        rig.startServer("server", options -> options);
        open(robot, ConnectOptions.pinned("ab".repeat(32)));
        rig.dial(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, CHANGED));
        assertThat(rig.isShown(robot, "#trust-changed")).isFalse();
        assertThat(rig.words(robot, CHANGED)).anyMatch(words -> words.startsWith("The expected fingerprint was given"));
        assertThat(Rig.text(robot, "#connection-state")).isEqualTo("failed");
        rig.pictures(robot, "pinned");
    }

    @Test
    void plaintext_that_both_sides_allow_cannot_be_overlooked(FxRobot robot) throws Exception {
        rig.startServer("server", options -> options.withPlaintext(true));
        open(robot, ConnectOptions.plaintext());
        rig.connect(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#plaintext-warning"));
        assertThat(Rig.text(robot, "#plaintext-warning")).startsWith("Plaintext: everybody on the way can read");
        assertThat(Rig.text(robot, "#security-chip")).isEqualTo("PLAINTEXT");
        assertThat(rig.client.security().get().orElseThrow().trust()).isEqualTo(Trust.NONE);
        rig.pictures(robot, "plaintext");
    }

    @Test
    void plaintext_that_the_server_does_not_allow_is_no_connection(FxRobot robot) throws Exception {
        rig.startServer("server", options -> options);
        open(robot, ConnectOptions.plaintext());
        rig.dial(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, FAILURE));
        assertThat(rig.words(robot, FAILURE))
                .anyMatch(words -> words.startsWith("The client does not try again by itself."));
        assertThat(rig.isShown(robot, "#plaintext-warning")).isFalse();
        rig.pictures(robot, "refused");
    }

    /** What the countdown says; -1 when nothing is counted. */
    private static int seconds(FxRobot robot) {
        String digits = Rig.text(robot, "#connection-state").replaceAll("[^0-9]", "");
        return digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }

    private void open(FxRobot robot, ConnectOptions security) {
        robot.interact(() -> rig.open(stage, security));
        rig.size(robot, 1280, 800);
    }
}
