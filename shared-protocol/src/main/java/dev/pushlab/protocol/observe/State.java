package dev.pushlab.protocol.observe;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A value that changes. A new listener is called at once with the present value; after that each change is announced in
 * order, and a value equal to the present one is not announced.
 *
 * <p>Changes are serialized by a lock that is held while listeners run, so listeners see every value in the order it
 * was set, and never an older one after a newer one.
 */
public final class State<T> implements Observable<T> {
    private final Signal<T> changes = new Signal<>();
    private volatile T value;

    public State(T initial) {
        value = Objects.requireNonNull(initial);
    }

    public T get() {
        return value;
    }

    public void set(T newValue) {
        update(old -> newValue);
    }

    /** Replaces the value by a function of it, atomically. */
    public synchronized void update(UnaryOperator<T> change) {
        T newValue = Objects.requireNonNull(change.apply(value));
        if (!newValue.equals(value)) {
            value = newValue;
            changes.emit(newValue);
        }
    }

    @Override
    public synchronized Subscription subscribe(Consumer<? super T> listener) {
        Subscription handle = changes.subscribe(listener);
        listener.accept(value);
        return handle;
    }
}
