package dev.pushlab.server.net;

import dev.pushlab.protocol.event.Payload;
import java.time.Duration;

/**
 * The bounds of the HTTP listener. All durations are absolute: they do not start again with every byte.
 *
 * @param requestLine bytes of the request line; longer ones are answered with 414
 * @param headers bytes of all header lines together; more is answered with 431
 * @param body bytes of a body; more is answered with 413
 * @param headDeadline from the first byte of a request (from the start of the connection for the first request) to the
 *     end of its headers
 * @param bodyDeadline from the end of the headers to the end of the body
 * @param idle between two requests
 * @param responseDeadline from the end of the request until its answer has left, streams excepted; an answer that waited
 *     for something to say has this time once more
 * @param pipelined requests that may wait for the answer to the one before them
 * @param connections open at a time; more are refused with 503
 * @param connectionsPerAddress open at a time from one address, loopback excepted
 * @param heartbeat between two signs of life on a stream; a peer that must answer and does not within this time again
 *     is closed
 */
public record HttpLimits(
        int requestLine,
        int headers,
        int body,
        Duration headDeadline,
        Duration bodyDeadline,
        Duration idle,
        Duration responseDeadline,
        int pipelined,
        int connections,
        int connectionsPerAddress,
        Duration heartbeat) {
    public static final HttpLimits DEFAULT = new HttpLimits(
            4 << 10,
            16 << 10,
            Payload.MAX_BYTES,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            32,
            20_000,
            1_000,
            Duration.ofSeconds(15));

    public HttpLimits withHeartbeat(Duration other) {
        return new HttpLimits(
                requestLine,
                headers,
                body,
                headDeadline,
                bodyDeadline,
                idle,
                responseDeadline,
                pipelined,
                connections,
                connectionsPerAddress,
                other);
    }

    public HttpLimits withDeadlines(Duration head, Duration wholeBody, Duration betweenRequests) {
        return new HttpLimits(
                requestLine,
                headers,
                body,
                head,
                wholeBody,
                betweenRequests,
                responseDeadline,
                pipelined,
                connections,
                connectionsPerAddress,
                heartbeat);
    }

    public HttpLimits withConnections(int total, int perAddress) {
        return new HttpLimits(
                requestLine,
                headers,
                body,
                headDeadline,
                bodyDeadline,
                idle,
                responseDeadline,
                pipelined,
                total,
                perAddress,
                heartbeat);
    }
}
