package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.ConsoleWiring;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.ticker.TickerSpec;
import dev.pushlab.server.tls.HttpsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Scene;
import javafx.scene.control.ScrollPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Every screen in both languages, at the least size of the window, in all themes and sizes of type: nothing is cut. */
@ExtendWith(ApplicationExtension.class)
class ConsoleScreensTest {
    private static final Path PICTURES = Path.of("target", "screenshots");

    private PushlabServer server;
    private Console console;
    private Stage stage;

    @Start
    void start(Stage primary) throws Exception {
        server = new PushlabServer(ServerOptions.defaults()
                .withTickers(List.of(new TickerSpec(new Topic("stocks"), 20)))
                .withHttps(HttpsOptions.selfMade(0)));
        server.start();
        stage = primary;
        console = new Console(
                ConsoleWiring.services(server),
                LogFeed.attach(),
                new Appearance(Console.messages(Messages.ENGLISH)),
                1280,
                800);
        console.install(primary);
        primary.show();
    }

    @AfterEach
    void stop(FxRobot robot) {
        robot.interact(console::close);
        server.close();
    }

    @Test
    void nothingIsCutInAnyLanguageAtAnySize(FxRobot robot) throws Exception {
        size(robot, 1024, 640);
        List<String> cut = new ArrayList<>();
        List<String> sideways = new ArrayList<>();
        for (Locale language : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            for (int percent : List.of(100, 200)) {
                for (Section section : Section.values()) {
                    robot.interact(() -> {
                        console.appearance().messages().setLocale(language);
                        console.appearance().scale().setPercent(percent);
                        console.show(section);
                    });
                    settle(robot);
                    picture(section, language, Theme.LIGHT, "1024-" + percent);
                    clipped(robot).forEach(each -> cut.add(section + " " + language + " " + percent + " %: " + each));
                    ScrollPane page = robot.lookup(".page-scroll").queryAs(ScrollPane.class);
                    double over = page.getContent().getLayoutBounds().getWidth()
                            - page.getViewportBounds().getWidth();
                    if (over > 1) {
                        sideways.add(section + " " + language + " " + percent + " %: " + over + " px too wide");
                    }
                }
            }
        }
        assertThat(cut).isEmpty();
        assertThat(sideways).as("no screen is wider than the window").isEmpty();
    }

    @Test
    void theAddressAndTheCertificateOfHttpsAreThere(FxRobot robot) {
        String address =
                "https://127.0.0.1:" + server.httpsAddress().orElseThrow().getPort() + "/";
        robot.interact(() -> console.show(Section.OVERVIEW));
        assertThat(robot.lookup(address).tryQuery()).isPresent();
        FingerprintView view = robot.lookup("#certificate-fingerprint").queryAs(FingerprintView.class);
        assertThat(view.fingerprintProperty().get())
                .isEqualTo(server.certificate().orElseThrow().certificate().fingerprint());
    }

    @Test
    void everyScreenInEveryTheme(FxRobot robot) throws Exception {
        size(robot, 1280, 800);
        List<String> cut = new ArrayList<>();
        for (Theme theme : Theme.values()) {
            for (Section section : Section.values()) {
                robot.interact(() -> {
                    console.appearance().setTheme(theme);
                    console.appearance()
                            .messages()
                            .setLocale(theme == Theme.DARK ? Messages.CHINESE : Messages.ENGLISH);
                    console.show(section);
                });
                settle(robot);
                picture(section, console.appearance().messages().getLocale(), theme, "1280");
                clipped(robot).forEach(each -> cut.add(section + " " + theme + ": " + each));
            }
        }
        assertThat(cut).isEmpty();
    }

    private void size(FxRobot robot, double width, double height) {
        robot.interact(() -> {
            stage.setWidth(width);
            stage.setHeight(height);
        });
    }

    /** Figures go on changing: what has just changed is laid out before it is looked at. */
    private List<String> clipped(FxRobot robot) {
        List<String> found = new ArrayList<>();
        robot.interact(() -> {
            console.scene().getRoot().applyCss();
            console.scene().getRoot().layout();
            ClippedText.find(console.scene().getRoot()).forEach(each -> found.add(each.toString()));
        });
        return found;
    }

    /** Layout may need several passes: what one of them finds out changes the next. */
    private void settle(FxRobot robot) {
        for (int pass = 0; pass < 4; pass++) {
            robot.interact(() -> {
                Scene scene = console.scene();
                scene.getRoot().applyCss();
                scene.getRoot().layout();
            });
        }
    }

    private void picture(Section section, Locale language, Theme theme, String size) throws Exception {
        String name = String.join(
                        "-", "console", section.name().toLowerCase(Locale.ROOT), language.toString(), theme.id(), size)
                + ".png";
        Screenshots.save(console.scene(), PICTURES.resolve(name))
                .toCompletableFuture()
                .get();
    }
}
