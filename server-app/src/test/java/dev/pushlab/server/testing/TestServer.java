package dev.pushlab.server.testing;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.PeerRights;
import dev.pushlab.server.access.SessionRights;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.keys.KeyOptions;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.session.ServerSessionLimits;
import dev.pushlab.server.session.SessionContext;
import dev.pushlab.server.technique.binary.BinaryRoom;
import dev.pushlab.server.technique.reverse.DialRules;
import dev.pushlab.server.technique.reverse.ReverseRoom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The rooms of the binary protocol, without the rest of the server. */
public final class TestServer implements AutoCloseable {
    /** One machine, and no test waits for pauses made for people. */
    public static final DialRules RULES = DialRules.DEFAULT.withOneMachine(true).withPerMinute(100);

    public static final Message.Welcome WELCOME = new Message.Welcome("lab", 8080);

    public final Identity identity = Identity.generate();
    public final EventLoops loops = new EventLoops(2);
    public final ConnectionRegistry registry;
    public final Hub hub;
    public final KeyDistribution keys;
    public final PeerRights peers = PeerRights.inMemory();
    public final ReverseRoom reverse;
    public final BinaryRoom binary;

    public TestServer(Path data) throws IOException {
        this(data, config -> config, ServerSessionLimits.DEFAULT, HubOptions.DEFAULT, RULES, 1000);
    }

    public TestServer(
            Path data,
            UnaryOperator<SessionConfig> sessions,
            ServerSessionLimits limits,
            HubOptions history,
            DialRules rules,
            int connections)
            throws IOException {
        registry = new ConnectionRegistry(ConnectionLimits.of(connections, connections));
        hub = new Hub(history, 1, Clock.systemUTC());
        Fanout fanout = new Fanout(hub);
        SessionRights rights = new SessionRights(peers, true);
        keys = KeyDistribution.open(KeyOptions.defaults(), Optional.of(data), Audit.NONE);
        SessionConfig config = sessions.apply(SessionConfig.server("lab").withIdentity(identity));
        reverse = new ReverseRoom(rules, loops, registry, config, hub, fanout, keys, rights, limits, WELCOME);
        binary = BinaryRoom.open(
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                registry,
                config,
                new SessionContext(hub, fanout, keys, rights, reverse, limits, WELCOME));
    }

    public static TestServer with(Path data, DialRules rules) throws IOException {
        return new TestServer(data, config -> config, ServerSessionLimits.DEFAULT, HubOptions.DEFAULT, rules, 1000);
    }

    public InetSocketAddress address() {
        return binary.address();
    }

    public Optional<Member> member(TestClient client) {
        return keys.group().get().member(client.fingerprint());
    }

    @Override
    public void close() {
        binary.close();
        reverse.close();
        hub.close();
        loops.close();
        keys.close();
    }
}
