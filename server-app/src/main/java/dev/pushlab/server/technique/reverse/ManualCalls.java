package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.DialFailure;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.session.CallRefusedException.Refusal;
import dev.pushlab.server.session.CallStatus;
import dev.pushlab.server.session.CallStatus.Phase;
import dev.pushlab.server.session.ReverseCalls;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that a person enters, with retries. Only here are host names resolved, on a thread of their own, anew for each
 * attempt.
 */
final class ManualCalls implements ReverseCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ManualCalls.class);

    private final DialRules rules;
    private final EventLoop home;
    private final DialPolicy policy;
    private final Dialer dialer;
    private final KeyDistribution keys;
    private final Executor resolver;
    private final InstantSource clock;
    private final State<List<CallStatus>> calls = new State<>(List.of());

    /** Guarded by this. */
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    private long lastId;

    ManualCalls(
            DialRules rules,
            EventLoop home,
            DialPolicy policy,
            Dialer dialer,
            KeyDistribution keys,
            Executor resolver,
            InstantSource clock) {
        this.rules = rules;
        this.home = home;
        this.policy = policy;
        this.dialer = dialer;
        this.keys = keys;
        this.resolver = resolver;
        this.clock = clock;
    }

    @Override
    public long dial(String address, String fingerprint) throws CallRefusedException {
        Addresses.HostPort target;
        try {
            target = Addresses.parse(address);
        } catch (IllegalArgumentException e) {
            throw new CallRefusedException(Refusal.BAD_ADDRESS, e.getMessage());
        }
        Optional<String> badPort = policy.checkPort(target.port());
        if (badPort.isPresent()) {
            throw new CallRefusedException(Refusal.BAD_PORT, badPort.get());
        }
        String pin;
        try {
            pin = Fingerprint.parse(fingerprint).toString();
        } catch (IllegalArgumentException e) {
            throw new CallRefusedException(Refusal.BAD_FINGERPRINT, e.getMessage());
        }
        if (keys.isRevoked(pin)) {
            throw new CallRefusedException(Refusal.REVOKED, pin + " was revoked");
        }
        Entry entry = enter(address.strip(), target, pin);
        home.execute(entry::attempt);
        return entry.id;
    }

    private synchronized Entry enter(String address, Addresses.HostPort target, String pin)
            throws CallRefusedException {
        if (entries.values().stream()
                .anyMatch(e -> e.fingerprint.equals(pin) && e.status.phase().isActive())) {
            throw new CallRefusedException(Refusal.ALREADY_CALLING, pin);
        }
        if (entries.size() >= rules.maxManual()) {
            Iterator<Entry> ended = entries.values().stream()
                    .filter(e -> !e.status.phase().isActive())
                    .iterator();
            if (!ended.hasNext()) {
                throw new CallRefusedException(Refusal.TOO_MANY, "at most " + rules.maxManual() + " calls");
            }
            entries.remove(ended.next().id);
        }
        Entry entry = new Entry(++lastId, address, target, pin);
        entries.put(entry.id, entry);
        announce();
        return entry;
    }

    @Override
    public void stop(long call) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(call);
        }
        if (entry != null) {
            home.execute(entry::stop);
        }
    }

    @Override
    public State<List<CallStatus>> calls() {
        return calls;
    }

    void close() {
        List<Entry> all;
        synchronized (this) {
            all = List.copyOf(entries.values());
        }
        all.forEach(Entry::stop);
    }

    private synchronized void set(Entry entry, CallStatus status) {
        entry.status = status;
        announce();
    }

    private void announce() {
        calls.set(entries.values().stream().map(e -> e.status).toList());
    }

    /** One call with its attempts. Confined to the home loop, but for its status. */
    private final class Entry implements Call.Outcome {
        private final long id;
        private final Addresses.HostPort target;
        private final String fingerprint;
        private CallStatus status;
        private Session session;
        private ScheduledFuture<?> retry;
        private InetSocketAddress dialled;

        Entry(long id, String address, Addresses.HostPort target, String fingerprint) {
            this.id = id;
            this.target = target;
            this.fingerprint = fingerprint;
            this.status = new CallStatus(
                    id, address, fingerprint, Phase.CALLING, 1, Optional.empty(), Optional.empty(), clock.instant());
        }

        void attempt() {
            if (!status.phase().isActive()) {
                return;
            }
            retry = null;
            resolver.execute(() -> {
                try {
                    InetAddress address = InetAddress.getByName(target.host());
                    home.execute(() -> call(address));
                } catch (UnknownHostException e) {
                    home.execute(() -> failed(MemberFailure.of(DialFailure.UNRESOLVED, target.host())));
                }
            });
        }

        private void call(InetAddress address) {
            if (!status.phase().isActive()) {
                return;
            }
            Optional<String> forbidden = policy.checkAddress(address);
            if (forbidden.isPresent()) {
                end(Phase.FAILED, Optional.of(MemberFailure.ofCall(ReasonCode.NOT_ALLOWED, forbidden.get())));
                return;
            }
            dialled = new InetSocketAddress(address, target.port());
            dialer.dial(new Call(dialled, fingerprint, Optional.empty(), this));
        }

        void stop() {
            if (!status.phase().isActive()) {
                return;
            }
            if (retry != null) {
                retry.cancel(false);
            }
            end(Phase.STOPPED, status.failure());
            if (session != null) {
                session.close(ReasonCode.GOODBYE, "stopped by the operator");
            }
        }

        @Override
        public void step(MemberState step) {
            if (status.phase().isActive()) {
                keys.calling(fingerprint, "", Addresses.text(dialled), step);
            }
        }

        @Override
        public void established(Session established) {
            session = established;
            if (!status.phase().isActive()) {
                established.close(ReasonCode.GOODBYE, "stopped by the operator");
                return;
            }
            end(Phase.CONNECTED, Optional.empty());
        }

        @Override
        public void failed(MemberFailure failure) {
            if (!status.phase().isActive()) {
                return;
            }
            keys.callFailed(fingerprint, failure);
            LOG.info(
                    "Call {} to {}, attempt {}: {} {}",
                    id,
                    status.address(),
                    status.attempt(),
                    failure.key(),
                    failure.detail());
            if (status.attempt() >= rules.manualAttempts()) {
                end(Phase.FAILED, Optional.of(failure));
                return;
            }
            Duration pause = pause(status.attempt());
            set(this, with(Phase.WAITING, status.attempt(), Optional.of(failure), Optional.of(pause)));
            retry = home.schedule(this::again, pause.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void again() {
            set(this, with(Phase.CALLING, status.attempt() + 1, status.failure(), Optional.empty()));
            attempt();
        }

        @Override
        public void ended(Session ended, ReasonCode reason, String detail) {
            if (status.phase() == Phase.CONNECTED) {
                end(Phase.ENDED, Optional.of(MemberFailure.of(reason, detail)));
            }
        }

        private void end(Phase phase, Optional<MemberFailure> failure) {
            set(this, with(phase, status.attempt(), failure, Optional.empty()));
        }

        private CallStatus with(Phase phase, int attempt, Optional<MemberFailure> failure, Optional<Duration> pause) {
            return new CallStatus(
                    id,
                    status.address(),
                    fingerprint,
                    phase,
                    attempt,
                    failure,
                    pause.map(clock.instant()::plus),
                    clock.instant());
        }
    }

    /** Doubling, up to the longest. */
    private Duration pause(int attempt) {
        Duration pause = rules.manualPause();
        for (int i = 1; i < attempt && pause.compareTo(rules.manualLongestPause()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(rules.manualLongestPause()) < 0 ? pause : rules.manualLongestPause();
    }
}
