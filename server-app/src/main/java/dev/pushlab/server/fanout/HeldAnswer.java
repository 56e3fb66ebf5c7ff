package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;

/** A request whose answer waits. For use on the connection's event loop. */
public interface HeldAnswer {
    /**
     * Where the answer goes. One of them is called once, on the loop, and not before the request is held: by a round, when
     * the wait is over, or in {@link #answerNow}. None is if the request is given up.
     */
    interface Target {
        /**
         * @param batch what it brings; empty if the wait is over
         * @param last where to go on
         * @param bytes the whole answer, shared with other requests: must be released, and not be modified
         * @return done when the connection has taken them, or never will
         */
        Future<?> answer(Batch batch, EventId last, ByteBuf bytes);

        /** There is no answer, because its format failed. */
        void fail(RuntimeException failure);
    }

    /** Waits no more: with what the next round brings if there is something, else with nothing and at once. */
    void answerNow();

    /** Nobody waits for it any more: frees what it holds, at once and without an answer. */
    void giveUp();
}
