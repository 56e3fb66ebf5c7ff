package dev.pushlab.protocol.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream of values without memory. Safe for use by several threads; listeners of one emit run one after the other. */
public final class Signal<T> implements Observable<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Signal.class);

    private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(Consumer<? super T> listener) {
        // A wrapper of its own, so that the same listener may subscribe twice and each handle ends only its own.
        Consumer<T> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /** Whether anybody listens at present. */
    public boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Hands the value to every listener. */
    public void emit(T value) {
        for (Consumer<? super T> listener : listeners) {
            try {
                listener.accept(value);
            } catch (RuntimeException e) {
                LOG.error("A listener failed; it is ignored", e);
            }
        }
    }
}
