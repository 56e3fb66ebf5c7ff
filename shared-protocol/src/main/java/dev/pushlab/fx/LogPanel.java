package dev.pushlab.fx;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.TableCell;
import javafx.util.StringConverter;

/** The log of a program, newest line on top. The choice of level is a control of its own, to stand in a heading. */
public final class LogPanel extends FollowingTable<LogEntry> {
    private final ChoiceBox<LogEntry.Level> levels = new ChoiceBox<>();

    public LogPanel(Messages messages, LogListModel model, Node whenEmpty) {
        super(messages, model.shown(), whenEmpty);
        getStyleClass().add("log-panel");
        table.accessibleTextProperty().bind(messages.bind("fx.log.list"));
        table.getColumns()
                .setAll(List.of(
                        Columns.figures(messages.bind("fx.log.time"), entry -> messages.clock(entry.time())),
                        Columns.atLeast(
                                8, Columns.column(messages.bind("fx.log.level"), column -> new LevelCell(messages))),
                        Columns.text(messages.bind("fx.log.source"), LogEntry::source),
                        Columns.text(messages.bind("fx.log.text"), LogEntry::text)));
        Columns.shares(table, 0.13, 0.12, 0.18, 0.57);
        levels.getItems().setAll(LogEntry.Level.values());
        levels.valueProperty().bindBidirectional(model.thresholdProperty());
        Accessibles.describe(levels, messages.bind("fx.log.threshold"));
        rename(messages);
        messages.localeProperty().addListener((property, old, now) -> {
            rename(messages);
            table.refresh();
        });
    }

    /** Chooses the least important level that is shown. */
    public ChoiceBox<LogEntry.Level> levelChoice() {
        return levels;
    }

    private void rename(Messages messages) {
        levels.setConverter(new StringConverter<>() {
            @Override
            public String toString(LogEntry.Level level) {
                return level == null ? "" : messages.get(level.key());
            }

            @Override
            public LogEntry.Level fromString(String text) {
                throw new UnsupportedOperationException("levels are chosen, not typed");
            }
        });
    }

    private static final class LevelCell extends TableCell<LogEntry, LogEntry> {
        private final Messages messages;
        private final StatusBadge badge = new StatusBadge();

        LevelCell(Messages messages) {
            this.messages = messages;
        }

        @Override
        protected void updateItem(LogEntry entry, boolean empty) {
            super.updateItem(entry, empty);
            if (empty || entry == null) {
                setGraphic(null);
            } else {
                badge.show(entry.level().tone(), messages.get(entry.level().key()));
                setGraphic(badge);
            }
        }
    }
}
