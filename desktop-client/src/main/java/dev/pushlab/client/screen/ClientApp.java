package dev.pushlab.client.screen;

import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ProtocolClient;
import javafx.application.Application;
import javafx.stage.Stage;

/** Opens the client's window. */
public final class ClientApp extends Application {
    private static ClientOptions options;
    private static ProtocolClient client;
    private static int result;

    private ClientWindow window;

    /**
     * Opens the window and waits until it is closed. Once per process, as JavaFX has it.
     *
     * @return the exit code: 0, or 1 if the demo has missed something
     * @throws UnsupportedOperationException if there is no display
     */
    public static synchronized int run(ClientOptions newOptions, ProtocolClient newClient) {
        options = newOptions;
        client = newClient;
        launch(ClientApp.class);
        return result;
    }

    @Override
    public void start(Stage stage) {
        window = new ClientWindow(
                stage, options, client, uri -> getHostServices().showDocument(uri.toString()));
        window.show();
    }

    @Override
    public void stop() {
        if (window != null) {
            window.close();
        }
    }
}
