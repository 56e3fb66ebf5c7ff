package dev.pushlab.server.console.keys;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.keys.KeyGroup;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberException;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.session.CallStatus;
import dev.pushlab.server.session.ReverseCalls;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The key group with its members, and the calls to clients entered by hand. */
public final class KeysViewModel {
    private final Optional<KeyDistribution> keys;
    private final Optional<ReverseCalls> reverse;
    private final FxBridge bridge;
    private final ReadOnlyObjectWrapper<Optional<KeyGroup>> group = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObservableList<Member> members = FXCollections.observableArrayList();
    private final ObservableList<CallStatus> calls = FXCollections.observableArrayList();
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty fingerprint = new SimpleStringProperty("");
    /** The key of the text that says what is wrong; empty if nothing is. */
    private final ReadOnlyObjectWrapper<String> dialProblem = new ReadOnlyObjectWrapper<>("");

    private final ReadOnlyObjectWrapper<String> actionProblem = new ReadOnlyObjectWrapper<>("");
    private final StringProperty explained = new SimpleStringProperty("");

    public KeysViewModel(Optional<KeyDistribution> keys, Optional<ReverseCalls> reverse, FxBridge bridge) {
        this.keys = keys;
        this.reverse = reverse;
        this.bridge = bridge;
        keys.ifPresent(distribution -> bridge.latest(distribution.group(), this::show));
        reverse.ifPresent(
                service -> bridge.latest(service.calls(), present -> Rows.sync(calls, present, CallStatus::id)));
    }

    /** Whether this server distributes keys at all. */
    boolean isAvailable() {
        return keys.isPresent();
    }

    boolean canDial() {
        return reverse.isPresent();
    }

    public ReadOnlyObjectProperty<Optional<KeyGroup>> groupProperty() {
        return group.getReadOnlyProperty();
    }

    ObservableList<Member> members() {
        return members;
    }

    ObservableList<CallStatus> calls() {
        return calls;
    }

    /** {@code HOST:PORT} of the client's listener, as typed. */
    StringProperty addressProperty() {
        return address;
    }

    /** Of the client's identity, as typed. */
    StringProperty fingerprintProperty() {
        return fingerprint;
    }

    ReadOnlyObjectProperty<String> dialProblemProperty() {
        return dialProblem.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<String> actionProblemProperty() {
        return actionProblem.getReadOnlyProperty();
    }

    /** The fingerprint of the member whose failure stands above the members; empty if none does. */
    StringProperty explainedProperty() {
        return explained;
    }

    /** Whether a failure of this member stands beside a call to it that was entered by hand. */
    boolean isToldByCall(Member member) {
        int newest = calls.size();
        return calls.subList(Math.max(0, newest - CallList.SHOWN), newest).stream()
                .anyMatch(call -> call.fingerprint().equals(member.fingerprint())
                        && call.failure().isPresent()
                        && call.failure().equals(member.failure()));
    }

    /** The problem of the last action has been read. */
    void forgetProblem() {
        actionProblem.set("");
    }

    void dial() {
        reverse.ifPresent(service -> {
            try {
                service.dial(address.get().strip(), fingerprint.get().strip());
                dialProblem.set("");
            } catch (CallRefusedException e) {
                dialProblem.set(e.key());
            }
        });
    }

    void stop(CallStatus call) {
        reverse.ifPresent(service -> service.stop(call.id()));
    }

    void rotate() {
        keys.ifPresent(distribution -> watch(distribution.rotate()));
    }

    void push(Member member) {
        keys.ifPresent(distribution -> watch(distribution.push(member.fingerprint())));
    }

    void revoke(Member member) {
        keys.ifPresent(distribution -> watch(distribution.revoke(member.fingerprint())));
    }

    void admit(Member member) {
        keys.ifPresent(distribution -> watch(distribution.admit(member.fingerprint())));
    }

    private void watch(CompletableFuture<?> action) {
        actionProblem.set("");
        bridge.outcome(action, (done, error) -> actionProblem.set(error == null ? "" : problem(error)));
    }

    private static String problem(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return cause instanceof MemberException refused ? refused.reason().key() : "console.keys.problem.other";
    }

    private void show(KeyGroup now) {
        Rows.sync(members, now.members(), Member::fingerprint);
        group.set(Optional.of(now));
    }
}
