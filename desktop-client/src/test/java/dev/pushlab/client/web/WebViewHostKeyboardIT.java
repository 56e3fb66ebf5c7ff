package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The failed state by keyboard alone; also shows that TestFX's extension runs under this JUnit. */
@ExtendWith(ApplicationExtension.class)
class WebViewHostKeyboardIT {
    private final TestSite site = new TestSite();
    private WebViewHost host;
    private Stage window;

    @Start
    void show(Stage stage) {
        window = stage;
        host = new WebViewHost(FxTestThread.executor());
        stage.setScene(new Scene(host, 640, 480));
        stage.show();
    }

    @AfterEach
    void close() {
        FxTestThread.run(host::close);
        site.close();
    }

    @Test
    void enterOnTheFocusedButtonTriesAgain() {
        FxTestThread.run(() -> host.load(site.uri("/later")));
        await().untilAsserted(() -> assertThat(host.state().get()).isInstanceOf(PageState.Failed.class));
        site.page("/later", "<p>now</p>");
        // The button comes into view with the state, but one turn later. The key goes to the focus owner itself: a
        // robot's would go to whichever window of the test run is in front.
        await().until(() -> FxTestThread.call(() -> {
            window.requestFocus();
            Node retry = host.lookup("#page-retry");
            retry.requestFocus();
            if (!retry.isFocused()) {
                return false;
            }
            enter(retry, KeyEvent.KEY_PRESSED);
            enter(retry, KeyEvent.KEY_RELEASED); // a button arms on the press and acts on the release
            return true;
        }));
        await().untilAsserted(() -> assertThat(host.state().get()).isInstanceOf(PageState.Loaded.class));
    }

    private static void enter(Node focused, EventType<KeyEvent> what) {
        Event.fireEvent(focused, new KeyEvent(what, "", "", KeyCode.ENTER, false, false, false, false));
    }
}
