package dev.pushlab.server.net;

/** The names of the handlers in a pipeline, from the wire to the application. */
public final class HandlerNames {
    /** Counts bytes; always the first. */
    public static final String TAP = "tap";

    /** Decrypts and encrypts, on connections of HTTPS. */
    public static final String TLS = "tls";

    /** Waits for what TLS negotiates, and then makes room for it. */
    public static final String NEGOTIATION = "negotiation";

    /** On a connection of HTTP/2: tells its streams which bytes are theirs. */
    public static final String METER = "meter";

    /** There: has the frames of all streams leave together. */
    public static final String FLUSH = "flush";

    /** There: the frames. */
    public static final String HTTP2 = "http2";

    /** There: a channel for each stream. */
    public static final String STREAMS = "streams";

    /** There: what concerns all streams together. */
    public static final String KEEPER = "keeper";

    /** On a stream of HTTP/2: the first, in the place of the tap. */
    public static final String FRAMES = "frames";

    /** Closes connections whose requests are not complete in time. */
    public static final String DEADLINES = "deadlines";

    public static final String HTTP_DECODER = "http-decoder";

    /** On a stream of HTTP/2 it is the decoder too. */
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
