package dev.pushlab.server.testing;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Keeps what a client's session brings, and gives the test time to ask for it. */
public final class Recorder implements SessionListener {
    private static final int PATIENCE_SECONDS = 20;

    private final CompletableFuture<Session> opened = new CompletableFuture<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final CompletableFuture<Message.Welcome> welcome = new CompletableFuture<>();
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final List<Message> all = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Session, Message> reaction = (session, message) -> {};

    /** How it came to an end. */
    public record End(ReasonCode reason, String detail) {}

    /** Runs on the event loop for each message, before it can be taken. */
    public Recorder reacting(BiConsumer<Session, Message> value) {
        reaction = value;
        return this;
    }

    public Session session() throws Exception {
        return opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public boolean isOpened() {
        return opened.isDone() && !opened.isCompletedExceptionally();
    }

    public End end() throws Exception {
        return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What the server says first; not among the other messages. */
    public Message.Welcome welcome() throws Exception {
        return welcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The next message, which must be of this kind. */
    public <M extends Message> M next(Class<M> kind) throws Exception {
        Message message = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!kind.isInstance(message)) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", got " + message);
        }
        return kind.cast(message);
    }

    /** The next message of this kind; others before it are passed over. */
    public <M extends Message> M nextOf(Class<M> kind) throws Exception {
        while (true) {
            Message message = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came, but " + all);
            }
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** Everything of this kind that has come so far. */
    public <M extends Message> List<M> all(Class<M> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void opened(Session session) {
        opened.complete(session);
    }

    @Override
    public void received(Session session, Message message) {
        reaction.accept(session, message);
        if (message instanceof Message.Welcome first) {
            welcome.complete(first);
            return;
        }
        all.add(message);
        inbox.add(message);
    }

    @Override
    public void closed(Session session, ReasonCode reason, String detail) {
        ended.complete(new End(reason, detail));
    }

    @Override
    public void failed(ReasonCode reason, String detail) {
        opened.completeExceptionally(new AssertionError("no session: " + reason + " " + detail));
        ended.complete(new End(reason, detail));
    }
}
