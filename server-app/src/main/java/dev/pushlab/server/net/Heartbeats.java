package dev.pushlab.server.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Calls back every connection that lives long once in each interval. One task per event loop does it for all of them: a
 * timer for each would cost an idle connection more memory than its subscription.
 *
 * <p>The interval is divided into ticks; what joins between two ticks has its beats with the later one of them, so the
 * first comes after between 14/15 of an interval and a whole one, and the others an interval apart.
 */
public final class Heartbeats {
    private static final int TICKS = 15;

    private final Duration interval;
    private final Map<EventExecutor, Loop> loops = new ConcurrentHashMap<>();

    public Heartbeats(Duration interval) {
        this.interval = interval;
    }

    /** What wants to be called. */
    public interface Beating {
        /** On the event loop; must not throw. */
        void beat();
    }

    /** A place among those that are called. For use on the event loop. */
    public static final class Beat {
        private final Beating beating;
        private Bucket bucket;
        private int slot;

        private Beat(Beating beating) {
            this.beating = beating;
        }

        /** No more calls. May be called more than once. */
        public void stop() {
            if (bucket != null) {
                bucket.remove(this);
                bucket = null;
            }
        }
    }

    /** Has something called from now on. On the event loop that is to call it. */
    public Beat start(EventExecutor loop, Beating beating) {
        return loops.computeIfAbsent(loop, Loop::new).add(new Beat(beating));
    }

    /** Those whose turn is in the same tick: joining and leaving in constant time, also while they are called. */
    private static final class Bucket {
        private final List<Beat> beats = new ArrayList<>();
        private final Loop loop;

        private Bucket(Loop loop) {
            this.loop = loop;
        }

        void add(Beat beat) {
            beat.bucket = this;
            beat.slot = beats.size();
            beats.add(beat);
        }

        void remove(Beat beat) {
            Beat last = beats.remove(beats.size() - 1);
            if (last != beat) {
                beats.set(beat.slot, last);
                last.slot = beat.slot;
            }
            loop.left();
        }

        /** From the end, so that whoever takes a leaver's place was called already. */
        void call() {
            for (int i = beats.size() - 1; i >= 0; i--) {
                if (i < beats.size()) {
                    beats.get(i).beating.beat();
                }
            }
        }
    }

    private final class Loop {
        private final EventExecutor executor;
        private final Bucket[] buckets = new Bucket[TICKS];
        private int now;
        private int members;
        private Future<?> ticking;

        private Loop(EventExecutor executor) {
            this.executor = executor;
            for (int i = 0; i < TICKS; i++) {
                buckets[i] = new Bucket(this);
            }
        }

        Beat add(Beat beat) {
            buckets[now].add(beat);
            members++;
            if (ticking == null) {
                long nanos = interval.toNanos() / TICKS;
                ticking = executor.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
            }
            return beat;
        }

        void left() {
            members--;
            if (members == 0) {
                ticking.cancel(false);
                ticking = null;
            }
        }

        private void tick() {
            now = (now + 1) % TICKS;
            buckets[now].call();
        }
    }
}
