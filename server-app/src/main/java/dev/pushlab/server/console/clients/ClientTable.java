package dev.pushlab.server.console.clients;

import dev.pushlab.fx.Columns;
import dev.pushlab.fx.DialArrow;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.keys.Member;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** The connections, the same on every screen that shows them. */
public final class ClientTable extends TableView<ClientRow> {
    private final Messages messages;

    /** @param title of a technique's id, in the language of the moment */
    public ClientTable(Messages messages, ClientsViewModel model, UnaryOperator<String> title) {
        this.messages = messages;
        getStyleClass().add("client-table");
        accessibleTextProperty().bind(messages.bind("console.clients"));
        setItems(model.rows());
        Rows.keepSelection(this, ClientRow::id);
        setPlaceholder(new StackPane(new EmptyState(
                Feather.USERS, messages.bind("console.clients.empty"), messages.bind("console.clients.empty.hint"))));
        getColumns()
                .setAll(List.of(
                        Columns.atLeast(8, Columns.text(messages.bind("console.clients.who"), ClientRow::who)),
                        Columns.atLeast(
                                8,
                                Columns.text(
                                        messages.bind("console.clients.technique"),
                                        row -> row.connection()
                                                .technique()
                                                .map(title)
                                                .orElse("–"))),
                        Columns.optional(
                                4,
                                Columns.atLeast(
                                        6,
                                        Columns.text(
                                                messages.bind("console.clients.protocol"),
                                                row -> messages.get("console.protocol."
                                                        + row.connection()
                                                                .protocol()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT))))),
                        Columns.atLeast(
                                6,
                                Columns.column(messages.bind("console.clients.direction"), column -> new ArrowCell())),
                        Columns.atLeast(
                                8, Columns.column(messages.bind("console.clients.state"), column -> new StateCell())),
                        figures(
                                3,
                                5.5,
                                "console.clients.in",
                                row -> messages.bytes(row.connection().bytesIn())),
                        figures(
                                2,
                                5.5,
                                "console.clients.out",
                                row -> messages.bytes(row.connection().bytesOut())),
                        figures(
                                5,
                                4,
                                "console.clients.heard",
                                row -> row.heardSecondsAgo() < 1
                                        ? messages.get("fx.now")
                                        : messages.duration(Duration.ofSeconds(row.heardSecondsAgo()))),
                        figures(
                                6,
                                5.5,
                                "console.clients.since",
                                row -> messages.clock(row.connection().since()).substring(0, 8)),
                        figures(
                                1,
                                5,
                                "console.clients.key",
                                row -> row.member()
                                        .map(Member::epoch)
                                        .filter(epoch -> epoch > 0)
                                        .map(epoch -> messages.get("console.keys.epoch", epoch))
                                        .orElse("–"))));
        Columns.shares(this, 0.21, 0.15, 0.1, 0.08, 0.11, 0.07, 0.07, 0.07, 0.07, 0.07);
        messages.localeProperty().addListener(change -> refresh());
    }

    /** @param rank which column goes first when there is no room: the greatest */
    private TableColumn<ClientRow, ClientRow> figures(
            int rank, double ems, String heading, Function<ClientRow, String> text) {
        return Columns.optional(rank, Columns.atLeast(ems, Columns.figures(messages.bind(heading), text)));
    }

    private static DialArrow.Direction arrow(Message.Direction direction) {
        return direction == Message.Direction.FORWARD
                ? DialArrow.Direction.CLIENT_TO_SERVER
                : DialArrow.Direction.SERVER_TO_CLIENT;
    }

    private final class ArrowCell extends TableCell<ClientRow, ClientRow> {
        private final DialArrow arrow = DialArrow.compact();

        @Override
        protected void updateItem(ClientRow row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            arrow.setDirection(arrow(row.connection().direction()));
            arrow.labelProperty()
                    .set(messages.get("console.direction."
                            + row.connection().direction().name().toLowerCase(Locale.ROOT)));
            setGraphic(arrow);
        }
    }

    private final class StateCell extends TableCell<ClientRow, ClientRow> {
        private final StatusBadge badge = new StatusBadge();

        @Override
        protected void updateItem(ClientRow row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            StatusBadge.Tone tone = switch (row.connection().state()) {
                case OPENING -> StatusBadge.Tone.BUSY;
                case IDLE -> StatusBadge.Tone.IDLE;
                case ACTIVE, STREAMING -> StatusBadge.Tone.OK;
                case CLOSING -> StatusBadge.Tone.WARN;
                case CLOSED -> StatusBadge.Tone.BAD;
            };
            badge.show(
                    tone,
                    messages.get(
                            "console.state." + row.connection().state().name().toLowerCase(Locale.ROOT)));
            setGraphic(badge);
        }
    }
}
