package dev.pushlab.client.catalog;

/** The catalog of a server could not be read. */
public final class CatalogException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No answer, or not in time. */
        UNREACHABLE,
        /** An answer, but not 200. */
        STATUS,
        /** More than {@link CatalogReader#MAX_BYTES}. */
        TOO_LONG,
        /** Not a catalog. */
        MALFORMED
    }

    private final Reason reason;

    CatalogException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
