package dev.pushlab.fx;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;

/** Columns of tables, made the same way everywhere: heading that follows the language, text cut only with a tooltip. */
public final class Columns {
    /** Marks a cell whose text is data and may be cut at the column's edge; its tooltip has all of it. */
    public static final String CUTTABLE = "cuttable";

    /** Room for the vertical scroll bar and the table's own frame, in pixels. */
    private static final double SCROLL_BAR = 24;

    private static final String LEAST = "pushlab.least-width";
    private static final String RANK = "pushlab.rank";

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

    /** Monospaced, for ids and bytes. The heading is text like every other one. */
    public static <R> TableColumn<R, R> mono(ObservableValue<String> heading, Function<R, String> text) {
        // The class is the cells' and not the column's, which would hand it on to its heading.
        return column(heading, column -> {
            TextCell<R> cell = new TextCell<>(text);
            cell.getStyleClass().add("mono");
            return cell;
        });
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
        keepWide(column, label);
        column.setReorderable(false);
        column.setSortable(false);
        column.setCellValueFactory(data -> new ReadOnlyObjectWrapper<>(data.getValue()));
        column.setCellFactory(cell::apply);
        return column;
    }

    /**
     * Makes a column, whatever its share, wide enough for this many ems of text: for cells that must not be cut, such as
     * states.
     */
    public static <R> TableColumn<R, R> atLeast(double ems, TableColumn<R, R> column) {
        column.getProperties().put(LEAST, ems);
        return column;
    }

    /**
     * Lets a table hide this column while there is no room for it; of several, the one with the greatest rank goes
     * first.
     */
    public static <R> TableColumn<R, R> optional(int rank, TableColumn<R, R> column) {
        column.getProperties().put(RANK, rank);
        return column;
    }

    /** A column is never narrower than its heading; a table that then finds no room asks for more itself. */
    private static void keepWide(TableColumn<?, ?> column, Label heading) {
        InvalidationListener measure = change -> {
            Text text = new Text(heading.getText());
            text.setFont(heading.getFont());
            double em = heading.getFont().getSize();
            double least = (double) column.getProperties().getOrDefault(LEAST, 0.0);
            column.setMinWidth(Math.ceil(Math.max(text.getLayoutBounds().getWidth() + 1.5 * em, least * em)));
        };
        heading.fontProperty().addListener(measure);
        heading.textProperty().addListener(measure);
        measure.invalidated(null);
    }

    /** Widths as shares of the table, which never becomes narrower than those columns that it may not hide. */
    public static <R> void shares(TableView<R> table, double... shares) {
        AtomicBoolean pending = new AtomicBoolean();
        InvalidationListener widths = change -> {
            table.setMinWidth(hideWhatFindsNoRoom(table) + SCROLL_BAR);
            // The policy looks at the columns anew only when it is set, or the table becomes wider or narrower.
            if (pending.compareAndSet(false, true)) {
                FxExecutor.frames().execute(() -> {
                    pending.set(false);
                    table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
                    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
                });
            }
        };
        table.getColumns().forEach(column -> column.minWidthProperty().addListener(widths));
        table.widthProperty().addListener(widths);
        widths.invalidated(null);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        for (int i = 0; i < shares.length; i++) {
            table.getColumns().get(i).setPrefWidth(shares[i] * 1000);
        }
    }

    /** Returns the least width of the columns that are always there. */
    private static double hideWhatFindsNoRoom(TableView<?> table) {
        double always = table.getColumns().stream()
                .filter(column -> !column.getProperties().containsKey(RANK))
                .mapToDouble(TableColumn::getMinWidth)
                .sum();
        double room = table.getWidth() > 0 ? table.getWidth() - SCROLL_BAR : Double.MAX_VALUE;
        double taken = always;
        boolean full = false;
        List<? extends TableColumn<?, ?>> optional = table.getColumns().stream()
                .filter(column -> column.getProperties().containsKey(RANK))
                .sorted(Comparator.comparingInt(
                        column -> (int) column.getProperties().get(RANK)))
                .toList();
        for (TableColumn<?, ?> column : optional) {
            taken += column.getMinWidth();
            full |= taken > room;
            column.setVisible(!full);
        }
        return always;
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
