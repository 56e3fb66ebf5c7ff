package dev.pushlab.server.net;

import dev.pushlab.protocol.event.Payload;
import java.time.Duration;

/**
 * The bounds of the HTTP listener. All durations are absolute: they do not start again with every byte.
 *
 * @param requestLine bytes of the request line; longer ones are answered with 414
 * @param headers bytes of all header lines together; more is answered with 431
 * @param body bytes of a body; more is answered with 413
 * @param frame bytes of a WebSocket frame, and of a message in several; longer ones end the connection with 1009
 * @param queue bytes that may wait for a client to take them before it counts as slow; beyond them comes what was
 *     written at once
 * @param headDeadline from the first byte of a request (from the start of the connection for the first request) to the
 *     end of its headers
 * @param bodyDeadline from the end of the headers to the end of the body
 * @param idle between two requests
 * @param responseDeadline from the end of the request until its answer has left, streams excepted; an answer that waited
 *     for something to say has this time once more
 * @param pipelined requests that may wait for the answer to the one before them
 * @param requestsPerSecond from each address, on the average; more are answered with 429
 * @param requestBurst as many of them at once
 * @param streams of one connection of HTTP/2 at a time; one more is refused
 * @param resets of streams in 30 seconds, by the client or because of what it does; more end its connection
 * @param heartbeat between two signs of life on a stream; a peer that must answer and does not within this time again
 *     is closed
 */
public record HttpLimits(
        int requestLine,
        int headers,
        int body,
        int frame,
        int queue,
        Duration headDeadline,
        Duration bodyDeadline,
        Duration idle,
        Duration responseDeadline,
        int pipelined,
        PerAddress requestsPerSecond,
        int requestBurst,
        int streams,
        int resets,
        Duration heartbeat) {
    public static final HttpLimits DEFAULT = new HttpLimits(
            4 << 10,
            16 << 10,
            Payload.MAX_BYTES,
            2 << 20,
            128 << 10,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            32,
            PerAddress.of(500),
            2_000,
            256,
            300,
            Duration.ofSeconds(15));

    public HttpLimits withHeartbeat(Duration other) {
        return new HttpLimits(
                requestLine,
                headers,
                body,
                frame,
                queue,
                headDeadline,
                bodyDeadline,
                idle,
                responseDeadline,
                pipelined,
                requestsPerSecond,
                requestBurst,
                streams,
                resets,
                other);
    }

    public HttpLimits withDeadlines(Duration head, Duration wholeBody, Duration betweenRequests) {
        return new HttpLimits(
                requestLine,
                headers,
                body,
                frame,
                queue,
                head,
                wholeBody,
                betweenRequests,
                responseDeadline,
                pipelined,
                requestsPerSecond,
                requestBurst,
                streams,
                resets,
                heartbeat);
    }
}
