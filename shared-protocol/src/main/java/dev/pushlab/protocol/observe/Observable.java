package dev.pushlab.protocol.observe;

import java.util.function.Consumer;

/**
 * A source of values. Listeners are called on the thread that produced the value, must be quick, must not block, and
 * must not throw (what they throw is logged and dropped: watching never disturbs what is watched).
 */
public interface Observable<T> {
    /** From now on calls the listener with each value, until the handle is closed. */
    Subscription subscribe(Consumer<? super T> listener);
}
