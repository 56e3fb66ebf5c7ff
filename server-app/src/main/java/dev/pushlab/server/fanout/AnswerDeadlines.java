package dev.pushlab.server.fanout;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When those who wait on one event loop have waited long enough: a wheel with one timer for all of them, which stands
 * still while nobody waits. A deadline is kept to the next tick, so it is at most {@link #TICK} late, and never early.
 * Confined to the loop.
 */
final class AnswerDeadlines {
    static final Duration TICK = Duration.ofMillis(250);

    /**
     * Twice what {@link Fanout#LONGEST_WAIT} needs, so that whatever is in a slot is due when its turn comes, on a loop
     * that is late too.
     */
    private static final int SLOTS = 512;

    private final EventLoop loop;
    private final List<List<Held>> wheel = new ArrayList<>(SLOTS);
    private int waiting;
    private long startedAt;
    /** Ticks since the wheel started to turn. */
    private long ticks;

    private Future<?> turning;

    AnswerDeadlines(EventLoop loop) {
        this.loop = loop;
        for (int i = 0; i < SLOTS; i++) {
            wheel.add(new ArrayList<>(0));
        }
    }

    /** Has {@link Held#timeIsUp} called when the wait is over. */
    void add(Held request, Duration wait) {
        if (waiting++ == 0) {
            start();
        }
        long tick = TICK.toNanos();
        long due = loop.ticker().nanoTime() - startedAt + wait.toNanos();
        long slot = Math.max(ticks + 1, (due + tick - 1) / tick);
        request.deadline = wheel.get((int) (slot % SLOTS));
        request.place = request.deadline.size();
        request.deadline.add(request);
    }

    /** In constant time; without effect if it has no deadline any more. */
    void remove(Held request) {
        List<Held> slot = request.deadline;
        if (slot == null) {
            return;
        }
        request.deadline = null;
        Held last = slot.remove(slot.size() - 1);
        if (last != request) {
            slot.set(request.place, last);
            last.place = request.place;
        }
        if (--waiting == 0) {
            turning.cancel(false);
        }
    }

    private void start() {
        startedAt = loop.ticker().nanoTime();
        ticks = 0;
        turning = loop.scheduleAtFixedRate(this::tick, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        ticks++;
        List<Held> slot = wheel.get((int) (ticks % SLOTS));
        // Of those that are due some may go when others are answered, and new ones come.
        for (Held request : List.copyOf(slot)) {
            if (request.deadline == slot) {
                remove(request);
                request.timeIsUp();
            }
        }
    }
}
