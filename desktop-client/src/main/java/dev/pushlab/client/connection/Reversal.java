package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Message.Register;
import dev.pushlab.protocol.message.Message.RegisterOk;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.CallbackTicket;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How the server comes to dial this client: opens the listener, registers over the forward connection, waits for the
 * call, and falls back to the forward connection if none comes. Belongs to the client's event loop.
 */
final class Reversal implements ReverseListener.Owner {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientSettings settings;
    private final EventExecutor loop;
    private final State<ReverseState> state;
    private final State<Optional<InetSocketAddress>> address;
    private final Answering answering;
    private final ReverseListener listener;
    private final Backoff again;
    private ListenOptions options = ListenOptions.DEFAULT;
    private boolean enabled;

    /** The open connection to register over; null without one. */
    private Link forward;

    private Register request;
    private RegisterOk registration;

    /** What is thought of the server that was registered with last. */
    private TrustCheck registrar;

    private Link call;

    /** Why the last call failed: a server that refuses to call again so soon does not make that untrue. */
    private Optional<Cause> lastFailure = Optional.empty();

    /** A call that came while the answer to REGISTER is on its way: over two connections, either may be first. */
    private Channel early;

    private Future<?> timer;

    /** Puts sessions on answered calls. */
    interface Answering {
        /**
         * The server that was registered with has dialled.
         *
         * @param trust what was thought of it when it was registered with
         */
        Link answerRegistered(Channel channel, CallbackTicket ticket, TrustCheck trust);

        /** Somebody has dialled without a registration. Empty if nobody is expected that way. */
        Optional<Link> answerAnybody(Channel channel);

        /** Something went wrong that changes nothing. */
        void problem(Cause cause);
    }

    Reversal(ClientSettings settings, Connector connector, ProtocolClient.Signals signals, Answering answering) {
        this.settings = settings;
        this.loop = connector.loop();
        this.state = signals.reverse;
        this.address = signals.listener;
        this.answering = answering;
        this.listener = new ReverseListener(connector, this);
        Timing timing = settings.timing();
        this.again = new Backoff(
                timing.leastReregister(), timing.firstReregister(), timing.longestReregister(), settings.random());
    }

    void options(ListenOptions value) {
        options = value;
    }

    /** Whether somebody may still dial. */
    boolean isWaiting() {
        return listener.isOpen();
    }

    // ---- what is wanted ---------------------------------------------------------------------------------------

    /** Waits for any server, without registering. */
    void waitForAnybody() {
        enabled = true;
        open(options.bind().orElse(InetAddress.getLoopbackAddress()));
    }

    /** Registers over this connection, now and after every fallback. */
    void registerOver(Link link) {
        enabled = true;
        forward = link;
        InetAddress bind = options.bind().orElse(link.localAddress());
        if (listener.address().filter(a -> !a.getAddress().equals(bind)).isPresent()) {
            listener.stop();
        }
        if (listener.isOpen()) {
            listener.address().ifPresent(waiting -> register());
        } else {
            open(bind);
        }
    }

    void tryNow() {
        if (state.get() instanceof ReverseState.FallbackForward && forward != null) {
            again.reset();
            register();
        }
    }

    void stop() {
        enabled = false;
        lastFailure = Optional.empty();
        forget();
        forward = null;
        listener.stop();
        address.set(Optional.empty());
        state.set(new ReverseState.Off(Optional.empty()));
    }

    /** Another server is meant from now on: a call of the present one is no longer expected. */
    void abandon() {
        call = null;
        forward = null;
        lastFailure = Optional.empty();
        forget();
        if (enabled) {
            listener.address().ifPresent(waiting -> state.set(new ReverseState.Listening(waiting)));
        }
    }

    /** Whether this is the session of the call that was answered last. */
    boolean awaits(Link link) {
        return link == call;
    }

    // ---- what the listener reports ----------------------------------------------------------------------------

    @Override
    public void listening(InetSocketAddress waiting) {
        address.set(Optional.of(waiting));
        state.set(new ReverseState.Listening(waiting));
        if (forward != null) {
            register();
        }
    }

    @Override
    public void notListening(Cause cause) {
        address.set(Optional.empty());
        state.set(new ReverseState.Off(Optional.of(cause)));
        answering.problem(cause);
    }

    @Override
    public void called(Channel channel, Optional<CallbackTicket> ticket) {
        if (ticket.isEmpty() && request != null) {
            early = channel;
            return;
        }
        Optional<Link> answered = ticket.isPresent()
                ? Optional.of(answering.answerRegistered(channel, ticket.get(), registrar))
                : answering.answerAnybody(channel);
        if (answered.isEmpty()) {
            channel.close();
            return;
        }
        call = answered.get();
        state.set(new ReverseState.Called((InetSocketAddress) channel.remoteAddress()));
    }

    // ---- what the links report --------------------------------------------------------------------------------

    void registered(Link link, RegisterOk answer) {
        if (link != forward || request == null) {
            answering.problem(Cause.of(ReasonCode.UNEXPECTED, "REGISTER_OK without REGISTER"));
            return;
        }
        CallbackTicket ticket;
        try {
            ticket = CallbackTicket.derive(link.session(), request, answer);
        } catch (IllegalStateException e) {
            fallBack(Cause.of(ReasonCode.NOT_AUTHENTICATED, e.getMessage()));
            return;
        }
        request = null;
        registration = answer;
        registrar = link.trust();
        listener.expect(Optional.of(ticket));
        showRegistered();
        Duration untilExpiry = Duration.between(settings.clock().instant(), answer.expiry());
        Duration wait = min(settings.timing().call(), untilExpiry);
        after(wait, () -> fallBack(new Cause("reverse.no-call", "no call within " + wait, false)));
        if (early != null) {
            Channel waiting = early;
            early = null;
            if (waiting.isActive()) {
                called(waiting, Optional.of(ticket));
            }
        }
    }

    /** The server refused to register, or tells that its call has failed. @return whether that was what it refused */
    boolean refused(Link link, Cause cause) {
        boolean asked = request != null || registration != null;
        if (link != forward || !asked) {
            return false;
        }
        fallBack(cause);
        return true;
    }

    /** No session came of a call. A stranger may have called, so the right one is still expected. */
    void callFailed(Link link, Cause cause) {
        if (link != call) {
            return;
        }
        call = null;
        answering.problem(cause);
        if (registration != null) {
            showRegistered();
        } else if (enabled) {
            listener.address().ifPresent(waiting -> state.set(new ReverseState.Listening(waiting)));
        }
    }

    /** The session of a call is established. */
    void authenticated(Link link) {
        call = link;
        forward = null;
        forget();
        again.reset();
        lastFailure = Optional.empty();
        state.set(new ReverseState.Authenticated(link.session().remoteAddress()));
    }

    void keyed(Link link, String group, long epoch) {
        if (link == call && link.direction() == Direction.REVERSE) {
            state.set(new ReverseState.Keyed(link.session().remoteAddress(), group, epoch));
        }
    }

    /** A link is no more. */
    void lost(Link link) {
        if (link != call && link != forward) {
            return;
        }
        if (link == forward) {
            forward = null;
            if (call != null) {
                // The call is being answered: it may well outlive the connection it was asked for over.
                return;
            }
            forget();
        } else {
            call = null;
        }
        if (enabled) {
            listener.address().ifPresent(waiting -> state.set(new ReverseState.Listening(waiting)));
        }
    }

    // ---- inside -----------------------------------------------------------------------------------------------

    private void open(InetAddress bind) {
        listener.start(bind, options.port());
    }

    private void register() {
        forget();
        InetSocketAddress waiting = listener.address().orElseThrow();
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        request = new Register(waiting.getPort(), settings.name(), Bytes.of(nonce));
        state.set(new ReverseState.Registering(waiting));
        forward.send(request);
        Duration wait = settings.timing().register();
        after(wait, () -> fallBack(new Cause("reverse.no-answer", "no answer to REGISTER within " + wait, false)));
    }

    private void fallBack(Cause cause) {
        forget();
        Duration wait = again.next();
        Instant retry = settings.clock().instant().plus(wait);
        boolean refused = cause.key().equals(ReasonCode.REGISTRATION_REFUSED.key());
        state.set(new ReverseState.FallbackForward(cause, retry, refused ? lastFailure : Optional.empty()));
        if (!refused) {
            lastFailure = Optional.of(cause);
        }
        after(wait, this::register);
    }

    private void showRegistered() {
        state.set(new ReverseState.Registered(
                listener.address().orElseThrow(), registration.observedAddress(), registration.expiry()));
    }

    /** Forgets what was asked and promised. */
    private void forget() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        request = null;
        registration = null;
        if (early != null) {
            early.close();
            early = null;
        }
        listener.expect(Optional.empty());
    }

    private void after(Duration wait, Runnable task) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = loop.schedule(task, Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
