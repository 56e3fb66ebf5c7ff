package dev.pushlab.fx;

import java.util.function.Function;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;

/** Columns of tables, made the same way everywhere: heading that follows the language, text cut only with a tooltip. */
public final class Columns {
    /** Marks a cell whose text is data and may be cut at the column's edge; its tooltip has all of it. */
    public static final String CUTTABLE = "cuttable";

    private Columns() {}

    /** @param text the cell's text; evaluated again whenever the row's item is replaced */
    public static <R> TableColumn<R, R> text(ObservableValue<String> heading, Function<R, String> text) {
        return column(heading, column -> new TextCell<>(text));
    }

    /** Right-aligned, for numbers. */
    public static <R> TableColumn<R, R> figures(ObservableValue<String> heading, Function<R, String> text) {
        TableColumn<R, R> column = text(heading, text);
        column.getStyleClass().add("figures");
        return column;
    }

    /** Monospaced, for ids and bytes. */
    public static <R> TableColumn<R, R> mono(ObservableValue<String> heading, Function<R, String> text) {
        TableColumn<R, R> column = text(heading, text);
        column.getStyleClass().add("mono");
        return column;
    }

    /** Any cell. */
    public static <R> TableColumn<R, R> column(
            ObservableValue<String> heading, Function<TableColumn<R, R>, TableCell<R, R>> cell) {
        TableColumn<R, R> column = new TableColumn<>();
        Label label = new Label();
        label.getStyleClass().add("column-heading");
        label.textProperty().bind(heading);
        // As a graphic, because only a node can have a tooltip; the plain text stays for the column menu.
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(heading);
        label.setTooltip(tooltip);
        column.setGraphic(label);
        column.setReorderable(false);
        column.setSortable(false);
        column.setCellValueFactory(data -> new javafx.beans.property.ReadOnlyObjectWrapper<>(data.getValue()));
        column.setCellFactory(cell::apply);
        return column;
    }

    /** Widths as shares of the table, and never a horizontal scroll bar. */
    public static <R> void shares(TableView<R> table, double... shares) {
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        for (int i = 0; i < shares.length; i++) {
            table.getColumns().get(i).setPrefWidth(shares[i] * 1000);
        }
    }

    private static final class TextCell<R> extends TableCell<R, R> {
        private final Function<R, String> text;
        private Tooltip whole;

        TextCell(Function<R, String> text) {
            this.text = text;
            getStyleClass().add(CUTTABLE);
            // Made when somebody points at the cell: a thousand rows a second must not make a thousand tooltips.
            setOnMouseEntered(event -> {
                if (whole == null && !isEmpty()) {
                    whole = new Tooltip();
                    whole.setWrapText(true);
                    whole.setMaxWidth(640);
                    whole.textProperty().bind(textProperty());
                    setTooltip(whole);
                }
            });
        }

        @Override
        protected void updateItem(R item, boolean empty) {
            super.updateItem(item, empty);
            setText(empty || item == null ? null : text.apply(item));
        }
    }
}
