package dev.pushlab.server.bench.load;

/** A subscriber received something else than what it should have received next. */
public final class DeliveryException extends LoadException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, as far as the one wrong message tells. */
    public enum Fault {
        /** A later message came: those between were lost, or come out of order. */
        MISSING,
        /** A message came that had come before. */
        REPEATED,
        /** The right number with other content, or content that was never published. */
        ALTERED,
        /** A message of another topic. */
        MISROUTED
    }

    private final Fault fault;

    DeliveryException(Fault fault, String message) {
        super(fault + ": " + message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
