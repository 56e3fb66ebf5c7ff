package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.Frame;

/** One stretch of the way to a session: says something, waits for an answer, leads to the next step. */
interface HandshakeStep {
    /** The step begins; whoever speaks first here does so now. */
    void enter(Conversation talk);

    /** A frame has arrived, which the caller releases. */
    void received(Conversation talk, Frame frame);

    /** The handshake has failed while this step was under way: wipe what is secret. */
    default void abandoned() {}

    /** Whether even a refusal must not be sent, because the other side may be a bystander. */
    default boolean silent() {
        return false;
    }
}
