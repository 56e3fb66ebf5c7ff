package dev.pushlab.server.console.keys;

import dev.pushlab.fx.Columns;
import dev.pushlab.fx.DialArrow;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberState;
import java.util.List;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** The members of the group, each with its place on the way to the key. */
final class MemberTable extends TableView<Member> {
    private final Messages messages;

    MemberTable(Messages messages, KeysViewModel model) {
        this.messages = messages;
        setItems(model.members());
        Rows.keepSelection(this, Member::fingerprint);
        accessibleTextProperty().bind(messages.bind("console.keys.members"));
        setPlaceholder(new StackPane(new EmptyState(
                Feather.KEY, messages.bind("console.keys.empty"), messages.bind("console.keys.empty.hint"))));
        getColumns()
                .setAll(List.of(
                        Columns.text(
                                messages.bind("console.keys.member"),
                                member ->
                                        member.name().isEmpty() ? messages.get("console.keys.unnamed") : member.name()),
                        Columns.optional(
                                1,
                                Columns.mono(
                                        messages.bind("console.keys.identity"),
                                        member ->
                                                FingerprintView.grouped(KeysView.shortened(member.fingerprint()), 4))),
                        Columns.optional(
                                2,
                                Columns.text(
                                        messages.bind("console.keys.address"),
                                        member -> member.address().orElse("–"))),
                        Columns.atLeast(
                                6,
                                Columns.column(messages.bind("console.clients.direction"), column -> new ArrowCell())),
                        Columns.atLeast(
                                12, Columns.column(messages.bind("console.clients.state"), column -> new StateCell())),
                        Columns.figures(
                                messages.bind("console.keys.epoch.caption"),
                                member -> member.epoch() == 0 ? "–" : messages.number(member.epoch())),
                        Columns.optional(
                                0,
                                Columns.mono(
                                        messages.bind("console.keys.fingerprint.caption"),
                                        member -> member.keyFingerprint()
                                                .map(each -> FingerprintView.grouped(KeysView.shortened(each), 4))
                                                .orElse("–"))),
                        Columns.optional(
                                3,
                                Columns.figures(
                                        messages.bind("console.clients.since"),
                                        member -> messages.clock(member.since()).substring(0, 8)))));
        Columns.shares(this, 0.13, 0.18, 0.15, 0.09, 0.15, 0.07, 0.18, 0.08);
        messages.localeProperty().addListener(change -> refresh());
    }

    static StatusBadge.Tone tone(MemberState state) {
        return switch (state) {
            case CONNECTED, OFFLINE -> StatusBadge.Tone.IDLE;
            case REGISTERED, DIALING, COOKIE_OK, HANDSHAKE, PUSHING -> StatusBadge.Tone.BUSY;
            case ACKED -> StatusBadge.Tone.OK;
            case FALLBACK -> StatusBadge.Tone.WARN;
            case FAILED, REVOKED -> StatusBadge.Tone.BAD;
        };
    }

    private final class ArrowCell extends TableCell<Member, Member> {
        private final DialArrow arrow = DialArrow.compact();

        @Override
        protected void updateItem(Member member, boolean empty) {
            super.updateItem(member, empty);
            if (empty || member == null) {
                setGraphic(null);
                return;
            }
            boolean calling =
                    MemberTable.tone(member.state()) == StatusBadge.Tone.BUSY || member.state() == MemberState.FAILED;
            boolean reverse =
                    member.direction().map(d -> d == Message.Direction.REVERSE).orElse(calling);
            arrow.setDirection(reverse ? DialArrow.Direction.SERVER_TO_CLIENT : DialArrow.Direction.CLIENT_TO_SERVER);
            arrow.dashedProperty().set(member.direction().isEmpty());
            arrow.labelProperty()
                    .set(messages.get(reverse ? "console.direction.reverse" : "console.direction.forward"));
            setGraphic(member.direction().isEmpty() && !calling ? null : arrow);
        }
    }

    private final class StateCell extends TableCell<Member, Member> {
        private final StatusBadge badge = new StatusBadge();

        @Override
        protected void updateItem(Member member, boolean empty) {
            super.updateItem(member, empty);
            if (empty || member == null) {
                setGraphic(null);
                return;
            }
            badge.show(
                    MemberTable.tone(member.state()),
                    messages.get(member.state().key()));
            setGraphic(badge);
        }
    }
}
