package dev.pushlab.server.console.clients;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import java.util.function.UnaryOperator;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** All connections, with filter and disconnect. */
public final class ClientsView extends VBox {
    private static final KeyCombination FIND = new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination END = new KeyCodeCombination(KeyCode.DELETE);

    public ClientsView(Messages messages, ClientsViewModel model, UnaryOperator<String> title) {
        getStyleClass().add("screen");
        ClientTable table = new ClientTable(messages, model, title);
        TextField filter = new TextField();
        filter.setId("client-filter");
        filter.promptTextProperty().bind(messages.bind("console.clients.filter"));
        filter.textProperty().bindBidirectional(model.filterProperty());
        Accessibles.describe(filter, messages, messages.bind("console.clients.filter.tip"), FIND);
        Accessibles.key(filter, FIND, filter::requestFocus);

        Button end = new Button(null, Icons.of(Feather.X_CIRCLE));
        end.setId("disconnect");
        end.getStyleClass().add("danger");
        end.setMinWidth(USE_PREF_SIZE);
        end.textProperty().bind(messages.bind("console.clients.disconnect"));
        end.disableProperty()
                .bind(table.getSelectionModel().selectedItemProperty().isNull());
        Accessibles.describe(end, messages, messages.bind("console.clients.disconnect.tip"), END);
        end.setOnAction(event -> disconnect(table, model));
        table.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (END.match(event)) {
                disconnect(table, model);
            }
        });

        Card card = new Card(messages.bind("console.clients"), filter, end).fill(table);
        VBox.setVgrow(card, Priority.ALWAYS);
        getChildren().add(card);
    }

    private static void disconnect(ClientTable table, ClientsViewModel model) {
        ClientRow row = table.getSelectionModel().getSelectedItem();
        if (row != null) {
            model.disconnect(row);
        }
    }
}
