package dev.pushlab.server;

import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.IdentityStore;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.AuditLog;
import dev.pushlab.server.access.BrowserSessions;
import dev.pushlab.server.access.PeerRights;
import dev.pushlab.server.access.SessionRights;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.admin.HealthEndpoint;
import dev.pushlab.server.admin.PeerEndpoints;
import dev.pushlab.server.admin.SubscriptionEndpoints;
import dev.pushlab.server.admin.TokenEndpoints;
import dev.pushlab.server.admin.TopicAdministration;
import dev.pushlab.server.admin.TopicEndpoints;
import dev.pushlab.server.catalog.BrokenParts;
import dev.pushlab.server.catalog.CatalogRoutes;
import dev.pushlab.server.catalog.DemonstrationCatalog;
import dev.pushlab.server.catalog.DemonstrationRoutes;
import dev.pushlab.server.catalog.NativeRooms;
import dev.pushlab.server.catalog.TechniqueCatalog;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.EpochSource;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.StartCounter;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.metrics.Metrics;
import dev.pushlab.server.metrics.MetricsEndpoint;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HostNames;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.SessionEndpoint;
import dev.pushlab.server.publish.PublishEndpoint;
import dev.pushlab.server.publish.TimeEndpoint;
import dev.pushlab.server.session.AuditedCalls;
import dev.pushlab.server.session.ReverseCalls;
import dev.pushlab.server.technique.TechniqueContext;
import dev.pushlab.server.ticker.Ticker;
import dev.pushlab.server.tls.HttpsCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The assembled server, without windows and without command line: who needs whom is written here and nowhere else. */
public final class PushlabServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushlabServer.class);

    /** How long connections have to take what was published, and to say goodbye, when the server stops. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** How much of that time those who take it slowly have before they are told all the same. */
    private static final Duration DRAIN = Duration.ofMillis(1_500);

    private final ServerOptions options;
    private final AccessToken firstToken;
    private final Hub hub;
    private final Fanout fanout;
    private final Metrics metrics;
    private final TechniqueCatalog catalog = new TechniqueCatalog();
    private final DemonstrationCatalog demonstrations = new DemonstrationCatalog();
    private final ConnectionRegistry connections;
    private final List<Ticker> tickers = new ArrayList<>();
    private DataLock lock;
    private ExecutorService changes;
    private Audit audit = Audit.NONE;
    private Optional<AuditLog> auditLog = Optional.empty();
    private Tokens tokens;
    private PeerRights peers;
    private EventLoops loops;
    private HttpPorts http;
    private Identity identity;
    private KeyDistribution keys;
    private NativeRooms rooms;
    private boolean closed;

    public PushlabServer(ServerOptions options) {
        this.options = options;
        this.firstToken = options.token().orElseGet(AccessToken::random);
        EpochSource epochs = options.data().<EpochSource>map(StartCounter::new).orElseGet(EpochSource::random);
        this.hub = new Hub(options.history(), epochs.next(), Clock.systemUTC());
        this.fanout = new Fanout(hub, options.limits().fanout());
        this.connections = new ConnectionRegistry(options.limits().connections());
        this.metrics = new Metrics(hub, connections);
        SecureRandom seeds = new SecureRandom();
        options.tickers().forEach(spec -> tickers.add(new Ticker(hub, spec, seeds.nextLong())));
    }

    /**
     * Opens the ports and starts the tickers.
     *
     * @throws java.net.BindException if an address cannot be bound, naming it
     * @throws IOException if the data folder is another server's, or the topics, the identity or the keys' epochs cannot
     *     be kept; in any case everything that was opened is closed again
     */
    public synchronized void start() throws IOException {
        if (loops != null) {
            throw new IllegalStateException("started before");
        }
        loops = EventLoops.forThisMachine(options.transport());
        metrics.watch(loops);
        try {
            if (options.data().isPresent()) {
                lock = DataLock.take(options.data().get());
                hub.open(options.data().get().resolve("topics"));
            }
            openAccess();
            openHttp();
            startProtocol(options.protocol());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        tickers.forEach(Ticker::start);
        LOG.info(
                "HTTP on {} and {}, TCP on {}, epoch {}",
                httpAddress(),
                crossOriginAddress(),
                rooms.tcpAddress(),
                hub.epoch());
        httpsAddress()
                .ifPresent(address -> LOG.info(
                        "HTTPS on {}, {}", address, certificate().orElseThrow().certificate()));
    }

    private void openAccess() throws IOException {
        changes = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "access");
            thread.setDaemon(true);
            return thread;
        });
        auditLog = options.data().map(folder -> new AuditLog(folder, Clock.systemUTC()));
        audit = auditLog.<Audit>map(log -> log).orElse(Audit.NONE);
        tokens = Tokens.open(options.data(), firstToken, changes, Clock.systemUTC());
        peers = PeerRights.open(options.data(), changes);
    }

    private void openHttp() throws IOException {
        http = new HttpPorts(options, loops, changes);
        http.open(httpInitializer());
    }

    private void startProtocol(ProtocolOptions protocol) throws IOException {
        identity = options.data().isPresent()
                ? new IdentityStore(options.data().get().resolve("identity.pem")).loadOrCreate()
                : Identity.generate();
        keys = KeyDistribution.open(protocol.keys(), options.data(), audit);
        SessionConfig sessions = SessionConfig.server(protocol.name())
                .withIdentity(identity)
                .withSuites(protocol.suites())
                .withLimits(protocol.limits());
        if (protocol.psk().isPresent()) {
            sessions = sessions.withPsk(protocol.psk().get());
        }
        rooms = NativeRooms.open(
                loops,
                connections,
                sessions,
                hub,
                fanout,
                keys,
                new SessionRights(peers, options.loopbackExempt(), options.readersNeedToken()),
                protocol.perSession(),
                new Message.Welcome(protocol.name(), httpAddress().getPort()),
                new InetSocketAddress(options.bind(), protocol.tcpPort()),
                protocol.oneMachine().orElse(options.bind().isLoopbackAddress()),
                protocol.callsPerMinute());
    }

    private HttpInitializer httpInitializer() {
        Set<String> hosts = new HashSet<>(options.hosts());
        if (!options.bind().isLoopbackAddress()) {
            hosts.addAll(HostNames.ofThisMachine());
        }
        BrowserSessions sessions = new BrowserSessions(tokens, System::nanoTime);
        tokens.changes().subscribe(name -> connections.recheckReaders());
        Access access = new Access(
                tokens,
                options.loopbackExempt(),
                options.origins(),
                hosts,
                options.readersNeedToken(),
                sessions,
                http.own());
        HttpRoutes.Builder routes = new HttpRoutes.Builder()
                .post("/topics/{topic}/events", new PublishEndpoint(hub))
                .get("/time", new TimeEndpoint(Clock.systemUTC()))
                .page("/health", new HealthEndpoint(metrics.health()))
                .get("/metrics", new MetricsEndpoint(metrics));
        new SessionEndpoint(sessions).addTo(routes);
        new TokenEndpoints(tokens, audit).addTo(routes);
        new PeerEndpoints(peers, audit).addTo(routes);
        new TopicEndpoints(hub, topics()).addTo(routes);
        new SubscriptionEndpoints(hub, audit).addTo(routes);
        Heartbeats heartbeats = new Heartbeats(options.limits().http().heartbeat());
        BrokenParts.addTo(routes, audit, Clock.systemUTC());
        new CatalogRoutes(
                        catalog,
                        new TechniqueContext(hub, fanout, options.limits().http(), heartbeats),
                        demonstrations.descriptors())
                .addTo(routes);
        new DemonstrationRoutes(
                        demonstrations,
                        new DemonstrationContext(
                                hub,
                                options.limits().http(),
                                options.limits().fanout(),
                                heartbeats,
                                connections,
                                loops,
                                audit,
                                this::httpAddress))
                .addTo(routes);
        return new HttpInitializer(connections, options.limits().http(), access, routes.build());
    }

    /** Stops publishing, delivers what was published, says goodbye to everybody, and ends what has not gone after two seconds. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        tickers.forEach(Ticker::close);
        demonstrations.close();
        if (http != null) {
            http.close();
        }
        if (rooms != null) {
            rooms.close();
        }
        hub.close();
        takeLeave();
        // Whoever was here until now may have begun another one.
        demonstrations.close();
        metrics.close();
        if (loops != null) {
            loops.close();
        }
        if (keys != null) {
            keys.close();
        }
        if (identity != null) {
            identity.destroy();
        }
        if (changes != null) {
            finish(changes);
        }
        auditLog.ifPresent(AuditLog::close);
        if (lock != null) {
            lock.close();
        }
    }

    /** Everybody is given what was published, then told, and then has to go. */
    private void takeLeave() {
        long begin = System.nanoTime();
        connections.shutDown(fanout::whenDrained);
        awaitLeave(begin + DRAIN.toNanos());
        connections.shutDownNow();
        awaitLeave(begin + FAREWELL.toNanos());
        connections.closeAll();
    }

    private void awaitLeave(long deadline) {
        while (connections.count() > 0 && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** What was begun is written, and noted, before the folder is given up. */
    private static void finish(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("Changes of rights may not have been written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Hub hub() {
        return hub;
    }

    public Fanout fanout() {
        return fanout;
    }

    /** For listeners and dialled connections beside HTTP; after {@link #start()}. */
    public EventLoops loops() {
        return loops;
    }

    public ConnectionRegistry connections() {
        return connections;
    }

    /** What {@code GET /metrics} and {@code GET /health} tell. */
    public Metrics metrics() {
        return metrics;
    }

    public TechniqueCatalog catalog() {
        return catalog;
    }

    public List<Ticker> tickers() {
        return List.copyOf(tickers);
    }

    /** The console's token as it is now. */
    public AccessToken token() {
        return tokens == null ? firstToken : tokens.console().get();
    }

    /** The tokens; after {@link #start()}. */
    public Tokens tokens() {
        return tokens;
    }

    /** Where administrative actions are noted; nowhere before {@link #start()}. */
    public Audit audit() {
        return audit;
    }

    /** Sets how topics are kept; after {@link #start()}. */
    public TopicAdministration topics() {
        return new TopicAdministration(hub, audit);
    }

    /** Where HTTP is spoken; after {@link #start()}. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** Where HTTP is spoken as well, which browsers take for another origin; after {@link #start()}. */
    public InetSocketAddress crossOriginAddress() {
        return http.otherAddress();
    }

    /** The same for HTTPS, if it is spoken; after {@link #start()}. */
    public Optional<InetSocketAddress> crossOriginHttpsAddress() {
        return Optional.ofNullable(http).flatMap(HttpPorts::otherHttpsAddress);
    }

    /** Where HTTPS is spoken, if it is; after {@link #start()}. */
    public Optional<InetSocketAddress> httpsAddress() {
        return Optional.ofNullable(http).flatMap(HttpPorts::httpsAddress);
    }

    /** What HTTPS shows, if it is spoken; after {@link #start()}. */
    public Optional<HttpsCertificate> certificate() {
        return Optional.ofNullable(http).flatMap(HttpPorts::certificate);
    }

    /** Where the binary protocol is spoken; after {@link #start()}. */
    public InetSocketAddress tcpAddress() {
        return rooms.tcpAddress();
    }

    /** The group with its members and keys; after {@link #start()}. */
    public KeyDistribution keys() {
        return keys;
    }

    /** Calls to clients whose address somebody enters; after {@link #start()}. */
    public ReverseCalls reverse() {
        return new AuditedCalls(rooms.calls(), audit);
    }

    /** Of the server's identity: what a client pins; after {@link #start()}. */
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }
}
