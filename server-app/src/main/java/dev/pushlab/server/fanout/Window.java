package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Subscription;
import io.netty.util.concurrent.Ticker;
import java.util.function.Consumer;

/**
 * What of a durable subscription is on its way and has not been acknowledged: bounded in number, and delivered again if
 * no acknowledgement comes in time. Confined to the connection's event loop.
 */
final class Window {
    private final DurableSubscription subscription;
    private final Subscription cursor;
    private final Consumer<Ending> holder;
    private final Ticker ticker;
    private final long epoch;
    /** Up to here nothing is waited for: acknowledged, or lost. */
    private long floor;
    /** The last event that was delivered, as things stand. */
    private long position;
    /** The same if it had not been taken back. */
    private long highest;
    /** When there was progress last, in nanoseconds. */
    private long since;

    /** @param cursor with which the subscription was opened; nobody else moves it but by {@link #delivered} */
    Window(DurableSubscription subscription, Subscription cursor, Consumer<Ending> holder, Ticker ticker) {
        this.subscription = subscription;
        this.cursor = cursor;
        this.holder = holder;
        this.ticker = ticker;
        this.epoch = cursor.position().epoch();
        floor = cursor.position().offset();
        position = floor;
        highest = floor;
    }

    /** How many events may be delivered at present. */
    int room() {
        return (int) Math.max(0, subscription.options().window() - (position - floor));
    }

    /** A batch was polled from the cursor and written. */
    void delivered(Batch batch) {
        if (position == floor) {
            since = ticker.nanoTime();
        }
        position = cursor.position().offset();
        highest = Math.max(highest, position);
        // Lost events are not acknowledged by anybody: they must not fill the window.
        batch.gap().ifPresent(gap -> floor = Math.max(floor, gap.resumed().offset()));
    }

    /** False if that event was never delivered over this connection. */
    boolean acknowledge(EventId id) {
        if (id.epoch() != epoch) {
            return true;
        }
        if (id.offset() > highest) {
            return false;
        }
        if (id.offset() > floor) {
            floor = id.offset();
            since = ticker.nanoTime();
            subscription.acknowledge(holder, id);
            if (position < floor) {
                cursor.seek(id);
                position = floor;
            }
        }
        return true;
    }

    /** Takes back what was not acknowledged in time; whether there was any. */
    boolean rewind() {
        long now = ticker.nanoTime();
        if (position == floor || now - since < subscription.options().ackWait().toNanos()) {
            return false;
        }
        subscription.redelivered(position - floor);
        cursor.seek(new EventId(epoch, floor));
        position = floor;
        since = now;
        return true;
    }

    /** The connection is not delivered to any more. */
    void release() {
        subscription.release(holder);
    }
}
