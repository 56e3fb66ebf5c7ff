package dev.pushlab.server.http2;

import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.PerAddress;

/** Limits that are the default but for those of HTTP/2. */
final class Http2Limits {
    private Http2Limits() {}

    /**
     * @param streams of one connection at a time
     * @param resets of these in 30 seconds
     * @param burst requests of an address at once, and from then on one a second
     */
    static HttpLimits of(int streams, int resets, int burst) {
        return of(HttpLimits.DEFAULT, streams, resets, new PerAddress(1, true), burst);
    }

    /** The same for whoever asks often. */
    static HttpLimits of(HttpLimits all, int streams, int resets) {
        return of(all, streams, resets, all.requestsPerSecond(), all.requestBurst());
    }

    private static HttpLimits of(HttpLimits all, int streams, int resets, PerAddress perSecond, int burst) {
        return new HttpLimits(
                all.requestLine(),
                all.headers(),
                all.body(),
                all.frame(),
                all.queue(),
                all.headDeadline(),
                all.bodyDeadline(),
                all.idle(),
                all.responseDeadline(),
                all.pipelined(),
                perSecond,
                burst,
                streams,
                resets,
                all.heartbeat());
    }
}
