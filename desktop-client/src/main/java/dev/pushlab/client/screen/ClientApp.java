package dev.pushlab.client.screen;

import dev.pushlab.cli.DemoRequest;
import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ProtocolClient;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.stage.Stage;

/** Opens the client's window. */
public final class ClientApp extends Application {
    private static ClientOptions options;
    private static ProtocolClient client;
    private static List<String> shortcomings = List.of();

    private ClientWindow window;
    private Optional<Demo> demo = Optional.empty();

    /**
     * Opens the window and waits until it is closed. Once per process, as JavaFX has it.
     *
     * @return one sentence for each picture that the demo was to take and did not; empty outside the demo
     * @throws UnsupportedOperationException if there is no display
     */
    public static synchronized List<String> run(ClientOptions newOptions, ProtocolClient newClient) {
        options = newOptions;
        client = newClient;
        launch(ClientApp.class);
        return shortcomings;
    }

    @Override
    public void start(Stage stage) {
        window = new ClientWindow(
                stage, options, client, uri -> getHostServices().showDocument(uri.toString()));
        window.show();
        demo = options.demo().map(asked -> new Demo(window, client, asked, stage::close));
        demo.ifPresent(Demo::start);
    }

    @Override
    public void stop() {
        if (options.demo().flatMap(DemoRequest::screenshots).isPresent()) {
            demo.ifPresent(present -> shortcomings = present.missing());
        }
        if (window != null) {
            window.close();
        }
    }
}
