package dev.pushlab.server.net;

/** The names of the handlers in a pipeline, from the wire to the application. */
public final class HandlerNames {
    /** Counts bytes; always the first. */
    public static final String TAP = "tap";

    /** Decrypts and encrypts, on connections of HTTPS. */
    public static final String TLS = "tls";

    /** Closes connections whose requests are not complete in time. */
    public static final String DEADLINES = "deadlines";

    public static final String HTTP_DECODER = "http-decoder";
    public static final String HTTP_ENCODER = "http-encoder";

    /** What a client asked to have put in the way of its answer. */
    public static final String OBSTACLE = "obstacle";

    /** Refuses a request by its head, before any body is kept. */
    public static final String GUARD = "guard";

    /** Collects the body. */
    public static final String BODY = "body";

    /** One request after the other, to whom its path names. */
    public static final String ROUTER = "router";

    /** What a technique puts in the place of the HTTP handlers when it takes the connection over. */
    public static final String TECHNIQUE = "technique";

    /** Ends the connection after an error that nobody handled. */
    public static final String ERRORS = "errors";

    private HandlerNames() {}
}
