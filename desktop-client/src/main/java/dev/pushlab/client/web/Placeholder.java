package dev.pushlab.client.web;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Background;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;

/** What stands in the page's place while there is none: nothing chosen, on the way, or failed with cause and retry. */
final class Placeholder extends VBox {
    private static final double TITLE_SIZE = 18;
    private static final double TEXT_SIZE = 14;
    private static final double SMALL_SIZE = 12;
    private static final double TEXT_WIDTH = 520;

    private final ProgressIndicator progress = new ProgressIndicator();
    private final Label title = new Label();
    private final Label detail = new Label();
    private final Label address = new Label();
    private final Button retry = new Button();
    private final Button cancel = new Button();

    Placeholder(Runnable onRetry, Runnable onCancel) {
        getStyleClass().add("page-placeholder");
        setAlignment(Pos.CENTER);
        setSpacing(16);
        setPadding(new Insets(24));
        progress.setMaxSize(40, 40);
        title.setId("page-placeholder-title");
        detail.setId("page-placeholder-detail");
        address.setId("page-placeholder-address");
        retry.setId("page-retry");
        cancel.setId("page-cancel");
        for (Label label : new Label[] {title, detail, address}) {
            label.setWrapText(true);
            label.setMaxWidth(TEXT_WIDTH);
            label.setAlignment(Pos.CENTER);
            label.setStyle("-fx-text-alignment: center;");
        }
        retry.setDefaultButton(false);
        retry.setMnemonicParsing(true);
        retry.setOnAction(event -> onRetry.run());
        retry.getStyleClass().add("accent");
        cancel.setMnemonicParsing(true);
        cancel.setOnAction(event -> onCancel.run());
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && cancel.isVisible()) {
                onCancel.run();
                event.consume();
            }
        });
        getChildren().addAll(progress, title, detail, address, retry, cancel);
    }

    /**
     * Shows the state.
     *
     * @param slow whether a load has taken long enough to be shown as busy
     * @param scale the font scale, 1.0 to 2.0
     */
    void show(PageState state, boolean slow, Locale language, PageTheme theme, double scale) {
        ResourceBundle messages = WebMessages.bundle(language);
        boolean busy = state instanceof PageState.Loading && slow;
        boolean failed = state instanceof PageState.Failed;
        boolean blank = state instanceof PageState.Blank;
        setBackground(Background.fill(theme.background()));
        style(title, theme.text(), TITLE_SIZE * scale, true);
        style(detail, theme.text(), TEXT_SIZE * scale, false);
        style(address, theme.mutedText(), SMALL_SIZE * scale, false);
        retry.setStyle("-fx-font-size: " + TEXT_SIZE * scale + "px;");
        cancel.setStyle("-fx-font-size: " + TEXT_SIZE * scale + "px;");

        retry.setText(messages.getString("failed.retry"));
        retry.setTooltip(new Tooltip(messages.getString("failed.retry.tooltip")));
        cancel.setText(messages.getString("loading.cancel"));
        cancel.setTooltip(new Tooltip(messages.getString("loading.cancel.tooltip")));
        if (state instanceof PageState.Loading loading) {
            title.setText(messages.getString("loading.title"));
            detail.setText("");
            address.setText(format(messages, "failed.address", language, loading.uri()));
        } else if (state instanceof PageState.Failed failure) {
            title.setText(messages.getString("failed.title"));
            detail.setText(failure.cause(language));
            address.setText(format(messages, "failed.address", language, failure.uri()));
        } else {
            title.setText(messages.getString("blank.title"));
            detail.setText(messages.getString("blank.detail"));
            address.setText("");
        }
        present(progress, busy);
        present(title, busy || failed || blank);
        present(detail, failed || blank);
        present(address, busy || failed);
        present(retry, failed);
        present(cancel, busy);
        setAccessibleText(title.getText() + " " + detail.getText());
    }

    private static String format(ResourceBundle messages, String key, Locale language, Object argument) {
        return new MessageFormat(messages.getString(key), language).format(new Object[] {String.valueOf(argument)});
    }

    private static void style(Label label, Color color, double size, boolean strong) {
        label.setTextFill(color);
        label.setStyle("-fx-text-alignment: center; -fx-font-size: " + size + "px;"
                + (strong ? " -fx-font-weight: bold;" : ""));
    }

    private static void present(javafx.scene.Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }
}
