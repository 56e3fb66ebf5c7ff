package dev.pushlab.server.catalog;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.server.access.SessionRights;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.session.ReverseCalls;
import dev.pushlab.server.session.ServerSessionLimits;
import dev.pushlab.server.session.SessionContext;
import dev.pushlab.server.technique.binary.BinaryRoom;
import dev.pushlab.server.technique.reverse.DialRules;
import dev.pushlab.server.technique.reverse.ReverseRoom;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/** The rooms that do not live behind the HTTP listener: the port of the binary protocol, and the calls to clients. */
public final class NativeRooms implements AutoCloseable {
    /** Calls to one address that its clients may ask for in any 60 seconds, unless server and clients share a machine. */
    public static final int CALLS_PER_MINUTE = DialRules.DEFAULT.perMinute();

    private static final int ONE_MACHINE_PER_MINUTE = 60;

    private final BinaryRoom binary;
    private final ReverseRoom reverse;

    private NativeRooms(BinaryRoom binary, ReverseRoom reverse) {
        this.binary = binary;
        this.reverse = reverse;
    }

    /**
     * Opens the port.
     *
     * @param address port 0 takes any that is free
     * @param oneMachine whether loopback and own addresses may be dialled
     * @param callsPerMinute to one address; empty: what suits one machine, or several
     * @throws IOException if the address cannot be bound
     */
    public static NativeRooms open(
            EventLoops loops,
            ConnectionRegistry connections,
            SessionConfig sessions,
            Hub hub,
            Fanout fanout,
            KeyDistribution keys,
            SessionRights rights,
            ServerSessionLimits limits,
            Message.Welcome welcome,
            InetSocketAddress address,
            boolean oneMachine,
            OptionalInt callsPerMinute)
            throws IOException {
        ReverseRoom reverse = new ReverseRoom(
                rules(oneMachine, callsPerMinute),
                loops,
                connections,
                sessions,
                hub,
                fanout,
                keys,
                rights,
                limits,
                welcome);
        SessionContext context = new SessionContext(hub, fanout, keys, rights, reverse, limits, welcome);
        try {
            return new NativeRooms(BinaryRoom.open(loops, address, connections, sessions, context), reverse);
        } catch (IOException e) {
            reverse.close();
            throw e;
        }
    }

    /** On one machine nobody else can be bothered, and somebody who shows the reverse connection toggles it often. */
    private static DialRules rules(boolean oneMachine, OptionalInt callsPerMinute) {
        int most = callsPerMinute.orElse(oneMachine ? ONE_MACHINE_PER_MINUTE : CALLS_PER_MINUTE);
        return DialRules.DEFAULT.withOneMachine(oneMachine).withPerMinute(most);
    }

    /** Where the binary protocol is spoken. */
    public InetSocketAddress tcpAddress() {
        return binary.address();
    }

    /** The calls by hand. */
    public ReverseCalls calls() {
        return reverse.calls();
    }

    /** Accepts and calls nobody any more; sessions that stand are left to those who close them. */
    @Override
    public void close() {
        binary.close();
        reverse.close();
    }
}
