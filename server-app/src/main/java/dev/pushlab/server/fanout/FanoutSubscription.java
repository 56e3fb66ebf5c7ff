package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;

/** A connection's subscription to a topic. For use on the connection's event loop. */
public interface FanoutSubscription extends AutoCloseable {
    Topic topic();

    /** See {@link dev.pushlab.server.hub.Subscription#topicNumber()}. */
    int topicNumber();

    /** Delivery begins with the event after this one. */
    EventId start();

    /** False if events the subscriber asked for are lost: the first thing written is the gap. */
    boolean recovered();

    /** The last event that was written to the connection. */
    EventId position();

    /**
     * The client has dealt with everything up to this event. Of a durable subscription that is remembered.
     *
     * @return false if that event was not written to the connection
     */
    boolean acknowledge(EventId id);

    /**
     * No further events are written, and the connection ends with these bytes, behind what is queued already; without them
     * if it does not take them soon. Of no effect, but that they are released, if the subscription is closed.
     */
    void end(ByteBuf last);

    /** No further events are written. Closing the connection has the same effect. */
    @Override
    void close();
}
