package dev.pushlab.server.fanout;

import io.netty.buffer.ByteBuf;

/** A request whose answer waits. For use on the connection's event loop. */
public interface HeldAnswer {
    /** Where the answer goes. One of the two is called once, in a later task of the loop, unless the request is given up. */
    interface Target {
        /** @param bytes the whole answer, shared with other requests: must be released, and not be modified */
        void answer(ByteBuf bytes);

        /** There is no answer, because its format failed. */
        void fail(RuntimeException failure);
    }

    /** Answers now, with nothing if there is nothing; without effect if it is answered already. */
    void answerNow();

    /** Nobody waits for it any more: frees what it holds, at once and without an answer. */
    void giveUp();
}
