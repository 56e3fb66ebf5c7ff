package dev.pushlab.server.console.keys;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.FigureStrip;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.keys.KeyGroup;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The key group: its members and their keys, and the calls to clients entered by hand. */
public final class KeysView extends VBox {
    private static final KeyCombination ROTATE =
            new KeyCodeCombination(KeyCode.R, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);

    private final Messages messages;
    private final KeysViewModel model;

    public KeysView(Messages messages, KeysViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("screen");
        if (!model.isAvailable()) {
            EmptyState absent = new EmptyState(
                    Feather.KEY, messages.bind("console.keys.absent"), messages.bind("console.keys.absent.hint"));
            VBox.setVgrow(absent, Priority.ALWAYS);
            getChildren().add(absent);
            return;
        }
        getChildren().addAll(figures(), members());
        if (model.canDial()) {
            getChildren().add(calls());
        }
    }

    private Node figures() {
        FigureStrip strip = new FigureStrip();
        FigureStrip.Figure epoch = strip.add(messages.bind("console.keys.epoch.caption"));
        FigureStrip.Figure key = strip.add(messages.bind("console.keys.fingerprint.caption"));
        FigureStrip.Figure holders = strip.add(messages.bind("console.keys.holders"));
        bind(epoch, group -> messages.number(group.epoch()));
        bind(key, group -> group.epoch() == 0 ? "–" : FingerprintView.grouped(shortened(group.keyFingerprint()), 4));
        bind(
                holders,
                group -> messages.get(
                        "console.keys.holders.of",
                        group.members().stream()
                                .filter(member -> group.epoch() > 0 && member.epoch() == group.epoch())
                                .count(),
                        group.members().size()));
        return strip;
    }

    private void bind(FigureStrip.Figure figure, Function<KeyGroup, String> text) {
        figure.valueProperty()
                .bind(messages.compute(
                        () -> model.groupProperty().get().map(text).orElse("–"), model.groupProperty()));
    }

    private Node members() {
        MemberTable table = new MemberTable(messages, model);
        table.setId("members");
        Notice failure = failure(table);
        BooleanBinding nobody = table.getSelectionModel().selectedItemProperty().isNull();
        Button rotate = button("rotate", Feather.REFRESH_CW, "console.keys.rotate", ROTATE, model::rotate);
        rotate.getStyleClass().add("accent");
        Button push = button("push", Feather.SEND, "console.keys.push", null, () -> chosen(table, model::push));
        push.disableProperty().bind(nobody);
        Button revoke =
                button("revoke", Feather.USER_X, "console.keys.revoke", null, () -> chosen(table, model::revoke));
        revoke.getStyleClass().add("danger");
        Button admit =
                button("admit", Feather.USER_CHECK, "console.keys.admit", null, () -> chosen(table, model::admit));
        BooleanBinding revoked = Bindings.createBooleanBinding(
                () -> {
                    Member member = table.getSelectionModel().getSelectedItem();
                    return member != null && member.state() == MemberState.REVOKED;
                },
                table.getSelectionModel().selectedItemProperty());
        revoke.disableProperty().bind(nobody);
        revoke.visibleProperty().bind(revoked.not());
        revoke.managedProperty().bind(revoke.visibleProperty());
        admit.visibleProperty().bind(revoked);
        admit.managedProperty().bind(revoked);
        // With large type in a narrow window they take two rows.
        FlowPane actions = new FlowPane(8, 8, push, revoke, admit, rotate);
        actions.setAlignment(Pos.CENTER_RIGHT);
        HBox.setHgrow(actions, Priority.ALWAYS);
        Card card = new Card(messages.bind("console.keys.members"), actions);
        card.getChildren().add(failure);
        VBox.setMargin(failure, new Insets(8, 12, 8, 12));
        card.fill(table);
        VBox.setVgrow(card, Priority.ALWAYS);
        return card;
    }

    /**
     * Says in plain words what became of the chosen member, or else of the one that failed last: nobody has to know that
     * there is a row to choose. Once closed it stays closed until there is something else to say.
     */
    private Notice failure(TableView<Member> table) {
        Notice notice = new Notice(messages);
        AtomicReference<Object> said = new AtomicReference<>("");
        StringProperty explained = new SimpleStringProperty("");
        model.explainedProperty()
                .bind(Bindings.when(notice.managedProperty()).then(explained).otherwise(""));
        InvalidationListener tell = change -> {
            String problem = model.actionProblemProperty().get();
            Optional<Member> troubled = troubled(table.getSelectionModel().getSelectedItem());
            Object present = problem.isEmpty() ? troubled.map(KeysView::trouble).orElse(List.of()) : problem;
            if (present.equals(said.getAndSet(present))) {
                return;
            }
            if (!problem.isEmpty()) {
                notice.error(messages.bind("console.keys.problem"), messages.bind(problem), null);
            } else if (troubled.isPresent()) {
                explain(notice, troubled.get());
            } else {
                notice.clear();
            }
            explained.set(problem.isEmpty() ? troubled.map(Member::fingerprint).orElse("") : "");
        };
        AtomicReference<String> chosen = new AtomicReference<>("");
        table.getSelectionModel().selectedItemProperty().addListener((property, old, now) -> {
            // A row that is merely brought up to date is let go of for a moment.
            if (now != null && !now.fingerprint().equals(chosen.getAndSet(now.fingerprint()))) {
                model.forgetProblem();
            }
            if (now != null) {
                tell.invalidated(null);
            }
        });
        model.groupProperty().addListener(tell);
        model.calls().addListener(tell);
        model.actionProblemProperty().addListener(tell);
        tell.invalidated(null);
        return notice;
    }

    private Optional<Member> troubled(Member chosen) {
        return chosen == null
                ? model.members().stream()
                        .filter(member -> member.failure().isPresent() && !model.isToldByCall(member))
                        .max(Comparator.comparing(Member::since))
                : Optional.of(chosen).filter(member -> member.failure().isPresent());
    }

    /** What the notice says about a member: as long as this stays the same there is nothing new to say. */
    private static List<Object> trouble(Member member) {
        return List.of(member.fingerprint(), member.name(), member.state(), member.epoch(), member.failure());
    }

    private void explain(Notice notice, Member member) {
        boolean fallback = member.state() == MemberState.FALLBACK;
        String name =
                member.name().isEmpty() ? FingerprintView.grouped(shortened(member.fingerprint()), 4) : member.name();
        notice.show(
                fallback ? StatusBadge.Tone.WARN : StatusBadge.Tone.BAD,
                messages.bind(
                        member.failure().get().ofCall() ? "console.keys.call-failed" : "console.keys.push-failed",
                        name),
                messages.bind(member.failure().get().key()),
                fallback ? messages.bind("console.keys.fallback", member.epoch()) : null,
                member.failure().get().detail());
    }

    private static void chosen(TableView<Member> table, Consumer<Member> action) {
        Member member = table.getSelectionModel().getSelectedItem();
        if (member != null) {
            action.accept(member);
        }
    }

    private Node calls() {
        TextField address = field("dial-address", "console.dial.address", 16);
        address.textProperty().bindBidirectional(model.addressProperty());
        TextField fingerprint = field("dial-fingerprint", "console.dial.fingerprint", 28);
        fingerprint.getStyleClass().add("mono");
        fingerprint.textProperty().bindBidirectional(model.fingerprintProperty());
        address.setOnAction(event -> fingerprint.requestFocus());
        fingerprint.setOnAction(event -> model.dial());
        Button dial = button("dial", Feather.PHONE_OUTGOING, "console.dial.call", null, model::dial);
        FlowPane form = new FlowPane(
                8,
                8,
                labelled("console.dial.address", address),
                labelled("console.dial.fingerprint", fingerprint),
                dial);
        form.setRowValignment(VPos.BOTTOM);
        Label hint = wrapped("muted");
        hint.getStyleClass().add("small");
        hint.textProperty().bind(messages.bind("console.dial.hint"));
        Label problem = wrapped("field-error");
        problem.setId("dial-problem");
        problem.textProperty()
                .bind(messages.compute(
                        () -> model.dialProblemProperty().get().isEmpty()
                                ? ""
                                : messages.get(model.dialProblemProperty().get()),
                        model.dialProblemProperty()));
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        CallList list = new CallList(messages, model);
        list.managedProperty().bind(Bindings.isNotEmpty(model.calls()));
        list.visibleProperty().bind(list.managedProperty());
        return new Card(messages.bind("console.dial")).body(hint, form, problem, list);
    }

    private TextField field(String id, String key, int columns) {
        TextField field = new TextField();
        field.setId(id);
        field.setPrefColumnCount(columns);
        field.promptTextProperty().bind(messages.bind(key + ".prompt"));
        Accessibles.describe(field, messages.bind(key + ".tip"));
        return field;
    }

    private VBox labelled(String key, TextField field) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        label.setLabelFor(field);
        return new VBox(2, label, field);
    }

    private Button button(String id, Feather icon, String key, KeyCombination shortcut, Runnable action) {
        Button button = new Button(null, Icons.of(icon));
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.textProperty().bind(messages.bind(key));
        if (shortcut == null) {
            Accessibles.describe(button, messages.bind(key + ".tip"));
        } else {
            Accessibles.describe(button, messages, messages.bind(key + ".tip"), shortcut);
            Accessibles.key(button, shortcut, action);
        }
        button.setOnAction(event -> action.run());
        return button;
    }

    private static Label wrapped(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    /** The first 16 digits: enough to compare two keys by eye. */
    static String shortened(String fingerprint) {
        return fingerprint.length() <= 16 ? fingerprint : fingerprint.substring(0, 16);
    }
}
