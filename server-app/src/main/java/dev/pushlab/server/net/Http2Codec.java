package dev.pushlab.server.net;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Makes the codec of a connection's frames, with what a peer may do to it bounded (RFC 9113 §10.5). Whoever goes further
 * is told to calm down, and its connection ends:
 *
 * <ul>
 *   <li>streams at a time: one more is refused, which is no error of the connection
 *   <li>resets, of streams that have hardly begun (CVE-2023-44487) and of those the server is made to reset
 *   <li>frames that ask for an answer (PING, SETTINGS) while the answers are not taken
 *   <li>DATA frames with nothing in them, CONTINUATION frames with next to nothing
 * </ul>
 *
 * <p>Headers that are too long are answered with 431. Priorities of streams, which RFC 9113 §5.3 has given up and which
 * cost work to keep, count for nothing: what can be sent is sent in turn.
 */
final class Http2Codec extends Http2FrameCodecBuilder {
    private static final int RESET_SECONDS = 30;
    private static final int UNANSWERED = 1_000;
    private static final int EMPTY_DATA = 2;
    private static final int SMALL_CONTINUATIONS = 16;

    private Http2Codec(HttpLimits limits) {
        Http2Connection connection = new DefaultHttp2Connection(true);
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        connection(connection);
        initialSettings(
                new Http2Settings().maxConcurrentStreams(limits.streams()).maxHeaderListSize(limits.headers()));
        validateRequiredPseudoHeaders(true);
        decoderEnforceMaxRstFramesPerWindow(limits.resets(), RESET_SECONDS);
        encoderEnforceMaxRstFramesPerWindow(limits.resets(), RESET_SECONDS);
        encoderEnforceMaxQueuedControlFrames(UNANSWERED);
        decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA);
        decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS);
        // When it is to close it closes: whoever waits for the streams to end before that does it with a GOAWAY.
        gracefulShutdownTimeoutMillis(0);
    }

    static Http2FrameCodec of(HttpLimits limits) {
        return new Http2Codec(limits).build();
    }
}
