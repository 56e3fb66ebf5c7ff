package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Remembers what a session tells, in order. */
final class RecordingListener implements SessionListener {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<Boolean> writability = new CopyOnWriteArrayList<>();
    volatile Session session;
    volatile ReasonCode reason;
    volatile String detail;
    volatile Consumer<Session> onOpened = opened -> {};
    volatile BiConsumer<Session, Message> onMessage = (session, message) -> {};

    @Override
    public void opened(Session opened) {
        calls.add("opened");
        session = opened;
        onOpened.accept(opened);
    }

    @Override
    public void received(Session from, Message message) {
        messages.add(message);
        onMessage.accept(from, message);
    }

    @Override
    public void writabilityChanged(Session from, boolean writable) {
        writability.add(writable);
    }

    @Override
    public void closed(Session closed, ReasonCode why, String text) {
        calls.add("closed");
        reason = why;
        detail = text;
    }

    @Override
    public void failed(ReasonCode why, String text) {
        calls.add("failed");
        reason = why;
        detail = text;
    }

    boolean isOpen() {
        return calls.equals(List.of("opened"));
    }
}
