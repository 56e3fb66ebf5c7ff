package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.server.access.SessionRights;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.session.Registrar;
import dev.pushlab.server.session.ReverseCalls;
import dev.pushlab.server.session.ServerSessionLimits;
import dev.pushlab.server.session.SessionContext;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls clients: those that register, and those that somebody enters. */
public final class ReverseRoom implements Registrar, AutoCloseable {
    private final EventLoop home;
    private final ExecutorService resolver;
    private final Dialer dialer;
    private final RegisteredCalls registered;
    private final ManualCalls manual;

    /** @param config of the sessions; as the server has it for those that are dialled to it */
    public ReverseRoom(
            DialRules rules,
            EventLoops loops,
            ConnectionRegistry registry,
            SessionConfig config,
            Hub hub,
            Fanout fanout,
            KeyDistribution keys,
            SessionRights rights,
            ServerSessionLimits limits,
            Message.Welcome welcome) {
        home = loops.workers().next();
        InstantSource clock = config.clock();
        DialPolicy policy = new DialPolicy(rules, clock);
        SessionContext context = new SessionContext(hub, fanout, keys, rights, this, limits, welcome);
        dialer = new Dialer(rules, home, loops.clientChannel(), registry, config, context);
        registered = new RegisteredCalls(home, policy, new RegistrationTable(rules, clock), dialer, keys);
        // One thread, for names of calls by hand only: as many as there can be calls.
        resolver = new ThreadPoolExecutor(
                0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2 * rules.maxManual()), task -> {
                    Thread thread = new Thread(task, "resolve");
                    thread.setDaemon(true);
                    return thread;
                });
        manual = new ManualCalls(rules, home, policy, dialer, keys, resolver, clock);
    }

    @Override
    public void register(Session session, Message.Register register) {
        registered.register(session, register);
    }

    /** The calls by hand. */
    public ReverseCalls calls() {
        return manual;
    }

    /** Calls nobody any more and ends the calls by hand; other sessions are left to those who close them. */
    @Override
    public void close() {
        home.execute(() -> {
            manual.close();
            dialer.close();
        });
        resolver.shutdownNow();
    }
}
