package dev.pushlab.protocol.observe;

/** Ends what it was returned for. Closing twice does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();

    /** One handle that closes all of these, in the order given. */
    static Subscription all(Subscription... parts) {
        return () -> {
            for (Subscription part : parts) {
                part.close();
            }
        };
    }
}
