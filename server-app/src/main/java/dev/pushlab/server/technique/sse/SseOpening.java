package dev.pushlab.server.technique.sse;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.FanoutSubscription;
import java.util.Optional;

/**
 * What a stream begins with.
 *
 * @param start delivery begins after this event
 * @param recovered false if events that were asked for are lost
 * @param retryMillis how long the browser is asked to wait before it reconnects
 * @param redirected the status by which the browser was sent here, e.g. {@code 301}
 */
record SseOpening(EventId start, boolean recovered, int retryMillis, Optional<String> redirected) {
    static SseOpening of(FanoutSubscription subscription, int retryMillis, Optional<String> redirected) {
        return new SseOpening(subscription.start(), subscription.recovered(), retryMillis, redirected);
    }
}
