package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A client's wish to be called once.
 *
 * @param id 16 random bytes
 * @param fingerprint of the client
 * @param name how it wants to be called
 * @param target the address it was observed at, with the port it named
 * @param expiry when the wish lapses
 * @param ticket what the call is recognized by
 * @param forward the session it registered over, where a failure is told
 */
record Registration(
        Bytes id,
        String fingerprint,
        String name,
        InetSocketAddress target,
        Instant expiry,
        CallbackTicket ticket,
        Session forward) {}
