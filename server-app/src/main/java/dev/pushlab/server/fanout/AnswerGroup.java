package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The held requests of one event loop about one topic. Confined to that loop, but for {@link #ready()}. */
final class AnswerGroup {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerGroup.class);
    private static final Batch NOTHING = new Batch(Optional.empty(), List.of());

    /** As much for each request is given at once, even if others have to wait for their turn. */
    private static final int AT_ONCE_BYTES = 4 << 10;

    private final HeldAnswers loop;
    private final Subscription wakeUp;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final Map<Key, Set<Held>> held = new HashMap<>();

    /**
     * Requests with equal keys have equal answers.
     *
     * @param position after which the answer begins
     * @param lost what the client had, if events after that are lost to it
     * @param limit how many events the answer may bring
     */
    record Key(EventId position, Optional<EventId> lost, AnswerFormat format, int limit) {}

    AnswerGroup(HeldAnswers loop, Hub hub, Topic topic) {
        this.loop = loop;
        this.wakeUp = hub.tail(topic, this::ready);
        wakeUp.start();
    }

    Topic topic() {
        return wakeUp.topic();
    }

    void ready() {
        if (dirty.compareAndSet(false, true)) {
            loop.enqueue(this);
        }
    }

    void join(Held request) {
        held.computeIfAbsent(request.key, key -> new LinkedHashSet<>()).add(request);
        if (request.cursor.behind()) {
            ready();
        }
    }

    /** Answers everybody for whom there is something. */
    void round() {
        dirty.set(false);
        // Set aside first: an answer that has left lets the next request of its connection in while this goes on.
        Map<Key, Set<Held>> due = new HashMap<>();
        held.entrySet().removeIf(entry -> {
            boolean behind = entry.getValue().iterator().next().cursor.behind();
            if (behind) {
                due.put(entry.getKey(), entry.getValue());
            }
            return behind;
        });
        due.forEach(this::answer);
        leaveIfEmpty();
    }

    private void answer(Key key, Collection<Held> requests) {
        answer(key, requests, false);
    }

    /** @param itsTurn whether they have waited until there was room, see {@link PinnedBytes} */
    private void answer(Key key, Collection<Held> requests, boolean itsTurn) {
        // Some may have been given up while others were answered.
        List<Held> waiting =
                requests.stream().filter(request -> !request.isDone()).toList();
        if (waiting.isEmpty()) {
            return;
        }
        Subscription cursor = waiting.get(0).cursor;
        if (!itsTurn && mustWait(key, waiting)) {
            loop.await(() -> {
                answer(key, waiting, true);
                return false;
            });
            return;
        }
        Batch batch = cursor.poll(key.limit(), Fanout.ANSWER_BYTES);
        // The poll has counted it for one of them.
        cursor.delivered((waiting.size() - 1L) * batch.events().size());
        EventId last = cursor.position();
        share(waiting, batch, last, out -> key.format().encode(batch, last, out));
    }

    /** Little for each is given at once whatever waits for others: who is up to date pays nothing for who is not. */
    private boolean mustWait(Key key, List<Held> waiting) {
        if (!loop.pinned().mustWait()) {
            return false;
        }
        long bytes = waiting.get(0).cursor.pendingBytes(key.limit(), Fanout.ANSWER_BYTES);
        boolean alone = waiting.stream().anyMatch(request -> request.sealed);
        return (alone ? bytes : bytes / waiting.size()) > AT_ONCE_BYTES;
    }

    private void answerEmpty(Held request) {
        EventId last = request.cursor.position();
        share(List.of(request), NOTHING, last, out -> request.key.format().encodeEmpty(last, out));
    }

    private void share(List<Held> requests, Batch batch, EventId last, Consumer<ByteBuf> encoder) {
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(estimate(batch));
        try {
            RuntimeException failure = encode(encoder, bytes);
            List<Future<?>> sharing = new ArrayList<>();
            for (Held request : requests) {
                if (!request.finish()) {
                    continue;
                }
                if (failure != null) {
                    request.target.fail(failure);
                    continue;
                }
                Future<?> written = request.target.answer(batch, last, bytes.retainedDuplicate());
                if (!written.isDone()) {
                    if (request.sealed) {
                        pin(bytes.readableBytes(), List.of(written));
                    } else {
                        sharing.add(written);
                    }
                }
            }
            pin(bytes.readableBytes(), sharing);
        } finally {
            bytes.release();
        }
    }

    /** Counts bytes as long as any of these writes waits for its connection. */
    private void pin(int size, List<Future<?>> writes) {
        if (writes.isEmpty()) {
            return;
        }
        PinnedBytes pinned = loop.pinned();
        pinned.add(size);
        AtomicInteger left = new AtomicInteger(writes.size());
        for (Future<?> write : writes) {
            write.addListener(done -> {
                if (left.decrementAndGet() == 0) {
                    pinned.remove(size);
                }
            });
        }
    }

    private RuntimeException encode(Consumer<ByteBuf> encoder, ByteBuf out) {
        try {
            encoder.accept(out);
            return null;
        } catch (RuntimeException e) {
            LOG.error("An answer about {} could not be encoded", topic(), e);
            return e;
        }
    }

    /** It waits no more, whatever there is. */
    void answerNow(Held request) {
        // If there is something, the round that brings it is on its way.
        if (!request.isDone() && !request.cursor.behind()) {
            remove(request);
            answerEmpty(request);
            leaveIfEmpty();
        }
    }

    void left(Held request) {
        loop.left(request);
    }

    void giveUp(Held request) {
        if (request.finish()) {
            remove(request);
            leaveIfEmpty();
        }
    }

    /** It is not among the held ones any more while a round answers it. */
    private void remove(Held request) {
        held.computeIfPresent(request.key, (key, requests) -> {
            requests.remove(request);
            return requests.isEmpty() ? null : requests;
        });
    }

    private void leaveIfEmpty() {
        if (held.isEmpty()) {
            wakeUp.close();
            loop.forget(this);
        }
    }

    private static int estimate(Batch batch) {
        return 512
                + batch.events().stream()
                        .mapToInt(event -> event.payload().size() + 256)
                        .sum();
    }
}
