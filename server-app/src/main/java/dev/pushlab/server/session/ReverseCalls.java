package dev.pushlab.server.session;

import dev.pushlab.protocol.observe.State;
import java.util.List;

/**
 * Calls to clients whose listener's address somebody has entered: the second way to a reverse connection, for machines
 * between which the client cannot dial. (The first is the client's own REGISTER.) Safe for use by any thread; nothing
 * blocks.
 */
public interface ReverseCalls {
    /**
     * Calls a client, again and again with growing pauses until its listener is there, the attempts are used up or the
     * call is stopped. The client must prove this fingerprint.
     *
     * @param address {@code HOST:PORT}; the host is a name, an IPv4 literal or an IPv6 literal in brackets
     * @param fingerprint of the client's identity, in any of the forms a person may type
     * @return the number of the call, as in {@link CallStatus#id()}
     * @throws CallRefusedException naming what is wrong with the address or the fingerprint, or who may not be called
     */
    long dial(String address, String fingerprint) throws CallRefusedException;

    /** Ends a call: gives up waiting, or closes the connection that came about. Unknown numbers are passed over. */
    void stop(long call);

    /** The calls entered so far, newest last; those that ended are dropped when there are too many. */
    State<List<CallStatus>> calls();
}
