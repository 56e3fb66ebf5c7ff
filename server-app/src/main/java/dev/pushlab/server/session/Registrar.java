package dev.pushlab.server.session;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.Session;

/** Takes clients' wishes to be called back; the room {@code reverse} is one. */
@FunctionalInterface
public interface Registrar {
    /** Answers with REGISTER_OK or ERROR. Called on the session's event loop: must not block. */
    void register(Session session, Message.Register register);
}
