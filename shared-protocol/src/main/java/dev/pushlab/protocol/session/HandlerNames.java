package dev.pushlab.protocol.session;

/**
 * The handlers of a session's pipeline, in this order, the network at the top:
 *
 * <pre>
 *   TAP            counts bytes
 *   BACKLOG        ends a session whose peer does not take what is sent to it
 *   FRAMES         TCP bytes to frames
 *   HANDSHAKE      until the session is established; the following ones from then on
 *   RECORDS        the frames are records: opens and seals them   (protected sessions only)
 *   INNER_FRAMES   opened bytes to frames                         (protected sessions only)
 *   MESSAGES       frames to messages and back
 *   SESSION        the session
 * </pre>
 *
 * <p>Whoever has messages already encoded (see {@link dev.pushlab.protocol.codec.MessageCodec#encode}) writes the
 * buffers to {@code channel.pipeline().context(MESSAGES)}, or to the channel itself; either way they are sealed, if
 * the session is protected, and may be shared by many sessions ({@code retainedDuplicate()}).
 */
public final class HandlerNames {
    public static final String TAP = "tap";
    public static final String BACKLOG = "backlog";
    public static final String FRAMES = "frames";
    public static final String HANDSHAKE = "handshake";
    public static final String RECORDS = "records";
    public static final String INNER_FRAMES = "inner-frames";
    public static final String MESSAGES = "messages";
    public static final String SESSION = "session";

    private HandlerNames() {}
}
