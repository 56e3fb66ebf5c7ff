package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers and subscribers that come, go and resume, all at the same time. */
@Timeout(120)
class HubStressTest {
    private static final int PUBLISHERS = 4;
    private static final int SUBSCRIBERS = 8;
    private static final int EVENTS_EACH = 20_000;
    private static final int TOTAL = PUBLISHERS * EVENTS_EACH;
    private static final Topic TOPIC = new Topic("stress");

    private final Hub hub = new Hub(new HubOptions(10, TOTAL, Long.MAX_VALUE), 7, Clock.systemUTC());
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** History is long enough for everybody here: there must be no gap, no hole and no repetition at all. */
    @Test
    void everySubscriberSeesConsecutiveOffsetsHoweverOftenItResumes() throws InterruptedException {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Random random = new Random(seed + i);
            threads.add(thread(() -> follow(random)));
        }
        for (int i = 0; i < PUBLISHERS; i++) {
            threads.add(thread(() -> {
                for (int event = 0; event < EVENTS_EACH; event++) {
                    hub.publish(TOPIC, EventDraft.text("x"));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        TopicStats stats = hub.topics().get(0);
        assertThat(stats.last()).isEqualTo(new EventId(7, TOTAL));
        assertThat(stats.subscribers()).isZero();
    }

    @Test
    void aSubscriberThatIsOverrunIsToldExactlyWhereItGoesOn() throws InterruptedException {
        Hub small = new Hub(new HubOptions(10, 16, Long.MAX_VALUE), 7, Clock.systemUTC());
        AtomicLong gaps = new AtomicLong();
        Thread publisher = thread(() -> {
            for (int i = 0; i < TOTAL; i++) {
                small.publish(TOPIC, EventDraft.text("x"));
            }
        });
        Thread subscriber = thread(() -> {
            Subscription subscription = small.subscribe(TOPIC, Position.after(new EventId(7, 0)), () -> {});
            long last = 0;
            while (last < TOTAL) {
                Batch batch = subscription.poll(8, Long.MAX_VALUE);
                if (batch.gap().isPresent()) {
                    assertThat(batch.gap().get().requested()).contains(new EventId(7, last));
                    assertThat(batch.gap().get().resumed().offset()).isGreaterThan(last);
                    last = batch.gap().get().resumed().offset();
                    gaps.incrementAndGet();
                }
                last = consecutive(last, batch.events());
            }
        });
        publisher.join();
        subscriber.join();
        assertThat(failures).isEmpty();
        assertThat(gaps).hasPositiveValue();
    }

    /** Follows to the end, in many subscriptions one after the other. */
    private void follow(Random random) {
        long last = 0;
        while (last < TOTAL) {
            Semaphore wakeUps = new Semaphore(0);
            try (Subscription subscription =
                    hub.subscribe(TOPIC, Position.after(new EventId(7, last)), wakeUps::release)) {
                assertThat(subscription.recovered()).isTrue();
                subscription.start();
                for (int wanted = 1 + random.nextInt(3_000); wanted > 0 && last < TOTAL; ) {
                    wakeUps.acquireUninterruptibly();
                    wakeUps.drainPermits();
                    Batch batch = subscription.poll(1 + random.nextInt(500), Long.MAX_VALUE);
                    while (!batch.isEmpty()) {
                        assertThat(batch.gap()).isEmpty();
                        last = consecutive(last, batch.events());
                        wanted -= batch.events().size();
                        batch = subscription.poll(1 + random.nextInt(500), Long.MAX_VALUE);
                    }
                }
            }
        }
    }

    private static long consecutive(long last, List<Event> events) {
        long expected = last;
        for (Event event : events) {
            if (event.id().offset() != ++expected) {
                throw new AssertionError("after " + (expected - 1) + " came " + event.id());
            }
        }
        return expected;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((it, failure) -> failures.add(failure));
        thread.start();
        return thread;
    }
}
