package dev.pushlab.server.http2;

import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.PerAddress;
import java.time.Duration;

/** Limits that are the default but for those of HTTP/2. */
final class Http2Limits {
    private Http2Limits() {}

    /**
     * @param streams of one connection at a time
     * @param resets of these in 30 seconds
     * @param burst requests of an address at once, and from then on one a second
     */
    static HttpLimits of(int streams, int resets, int burst) {
        HttpLimits all = HttpLimits.DEFAULT;
        return of(all, streams, resets, new PerAddress(1, true), burst, all.responseDeadline());
    }

    /** The same for whoever asks often. */
    static HttpLimits of(HttpLimits all, int streams, int resets) {
        return of(all, streams, resets, all.requestsPerSecond(), all.requestBurst(), all.responseDeadline());
    }

    static HttpLimits withResponseDeadline(Duration deadline) {
        HttpLimits all = HttpLimits.DEFAULT;
        return of(all, all.streams(), all.resets(), all.requestsPerSecond(), all.requestBurst(), deadline);
    }

    private static HttpLimits of(
            HttpLimits all, int streams, int resets, PerAddress perSecond, int burst, Duration responseDeadline) {
        return new HttpLimits(
                all.requestLine(),
                all.headers(),
                all.body(),
                all.frame(),
                all.queue(),
                all.headDeadline(),
                all.bodyDeadline(),
                all.idle(),
                responseDeadline,
                all.pipelined(),
                perSecond,
                burst,
                streams,
                resets,
                all.heartbeat());
    }
}
