package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * Builds the pipeline of a session: call one of these in a {@code ChannelInitializer}, the rest goes by itself until
 * the listener is told how it ended. The four ways differ in who dials and who speaks first:
 *
 * <table>
 * <caption>The ways to a session</caption>
 * <tr><th>way</th><th>dialled by</th><th>speaks first</th><th>handshake</th></tr>
 * <tr><td>forward</td><td>client</td><td>client: HELLO</td><td>as negotiated</td></tr>
 * <tr><td>callback, registered</td><td>server</td><td>client: CB_HELLO</td><td>KKpsk0</td></tr>
 * <tr><td>callback, by hand</td><td>server</td><td>client: CB_HELLO</td><td>as negotiated, the client pinned</td></tr>
 * </table>
 */
public final class SessionPipelines {
    private SessionPipelines() {}

    /** This side, a client, has dialled a server. */
    public static void forwardDialler(Channel channel, SessionConfig config, SessionListener listener) {
        build(channel, config, new HelloSteps.Offer(Message.Direction.FORWARD, config.peerPolicy()), listener);
    }

    /** This side, a server, was dialled by a client. */
    public static void forwardListener(Channel channel, SessionConfig config, SessionListener listener) {
        build(channel, config, new HelloSteps.Choice(Message.Direction.FORWARD, config.peerPolicy()), listener);
    }

    /** This side, a server, has dialled a registered client. */
    public static void callbackDialler(
            Channel channel, SessionConfig config, CallbackTicket ticket, SessionListener listener) {
        build(channel, config, new CallbackSteps.AwaitRegistered(ticket), listener);
    }

    /** This side, a client, was dialled and expects the server it has registered with. */
    public static void callbackListener(
            Channel channel, SessionConfig config, CallbackTicket ticket, SessionListener listener) {
        build(channel, config, new CallbackSteps.SpeakRegistered(ticket), listener);
    }

    /**
     * This side, a server, has dialled a client whose address was entered by hand.
     *
     * @param fingerprint the client's, as a person typed it: 64 hex digits, white space, colons and dashes anywhere
     * @throws IllegalArgumentException if it is anything else
     */
    public static void listenerDialler(
            Channel channel, SessionConfig config, String fingerprint, SessionListener listener) {
        build(channel, config, new CallbackSteps.AwaitFingerprint(Fingerprint.parse(fingerprint)), listener);
    }

    /** This side, a client, was dialled and waits for any server that its {@link PeerPolicy} accepts. */
    public static void openListener(Channel channel, SessionConfig config, SessionListener listener) {
        Identity identity =
                config.identity().orElseThrow(() -> new IllegalStateException("a listener needs an identity"));
        build(channel, config, new CallbackSteps.SpeakFingerprint(identity.fingerprint()), listener);
    }

    private static void build(Channel channel, SessionConfig config, HandshakeStep first, SessionListener listener) {
        config.checkComplete();
        SessionLimits limits = config.limits();
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.lowWaterMark(), limits.highWaterMark()));
        channel.pipeline()
                .addLast(HandlerNames.BACKLOG, new BacklogHandler(limits))
                .addLast(HandlerNames.FRAMES, new FrameDecoder(FrameFormat.MAX_LENGTH_BEFORE_AUTHENTICATION, true))
                .addLast(HandlerNames.HANDSHAKE, new HandshakeHandler(config, first, listener));
    }
}
