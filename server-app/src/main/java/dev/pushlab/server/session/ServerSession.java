package dev.pushlab.server.session;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.HandlerNames;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionListener;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.KeyReusedException;
import dev.pushlab.server.hub.NotDurableException;
import dev.pushlab.server.hub.Published;
import dev.pushlab.server.hub.StorageException;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.hub.TooManySubscriptionsException;
import dev.pushlab.server.hub.TooManyTopicsException;
import dev.pushlab.server.hub.journal.PublishKey;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.RateLimit;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of one session, whoever dialled: answers what the client asks for, in the order in which it asked,
 * and has the fan-out write the events of its subscriptions straight into the connection. A request that cannot be
 * granted is answered with ERROR and its reason; the session goes on.
 *
 * <p>Confined to the connection's event loop.
 */
public final class ServerSession implements SessionListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSession.class);

    /** A burst of publications may be as long as this at the greatest rate. */
    private static final double BURST_SECONDS = 2;

    /** Of an ERROR, in characters. */
    private static final int MAX_DETAIL = 255;

    private final Channel channel;
    private final Connection connection;
    private final SessionContext context;
    private final Map<Topic, FanoutSubscription> subscriptions = new HashMap<>();
    private final DurableRequests durables;
    private final RateLimit publishes;
    private final RateLimit publishedBytes;
    private int pendingPublishes;

    public ServerSession(Channel channel, Connection connection, SessionContext context) {
        this.channel = channel;
        this.connection = connection;
        this.context = context;
        this.durables = new DurableRequests(channel, context, this);
        ServerSessionLimits limits = context.limits();
        this.publishes = new RateLimit(limits.publishesPerSecond(), BURST_SECONDS, System::nanoTime);
        this.publishedBytes = new RateLimit(limits.publishedBytesPerSecond(), BURST_SECONDS, System::nanoTime);
    }

    @Override
    public void opened(Session session) {
        connection.agreed();
        if (session.suite().authenticated()) {
            session.peer().map(Peer::fingerprint).ifPresent(connection::identity);
        }
        connection.who(session.peer().map(ServerSession::name).orElse(""));
        connection.state(ConnectionInfo.State.IDLE);
        LOG.info(
                "Session {} with {}, {}, {}, {}",
                session.id(),
                session.peer().map(Peer::fingerprint).orElse("a peer without identity"),
                session.remoteAddress(),
                session.direction(),
                session.suite());
        channel.pipeline().addLast(Farewell.NAME, new Farewell(session));
        session.send(context.welcome());
        context.keys().opened(session);
        if (connection.isShuttingDown()) {
            // The client may think the session open while the server awaits the end of its handshake.
            session.close(ReasonCode.SHUTTING_DOWN, "");
        }
    }

    @Override
    public void closed(Session session, ReasonCode reason, String detail) {
        LOG.info("Session {} ended: {} {}", session.id(), reason, detail);
        subscriptions.values().forEach(FanoutSubscription::close);
        subscriptions.clear();
        connection.state(ConnectionInfo.State.CLOSING);
        context.keys().closed(session);
    }

    @Override
    public void failed(ReasonCode reason, String detail) {
        LOG.info("No session with {}: {} {}", channel.remoteAddress(), reason, detail);
        connection.state(ConnectionInfo.State.CLOSING);
    }

    @Override
    public void received(Session session, Message message) {
        Optional<Refusal> refusal = switch (message.type()) {
            case SUBSCRIBE -> subscribe(session, (Message.Subscribe) message);
            case UNSUBSCRIBE -> unsubscribe((Message.Unsubscribe) message);
            case ACK -> acknowledged((Message.Ack) message);
            case PUBLISH -> {
                Message.Publish publish = (Message.Publish) message;
                publish(session, publish.request(), publish.topic(), publish.draft(), Optional.empty());
                yield Optional.empty();
            }
            case PUBLISH_ONCE -> {
                Message.PublishOnce publish = (Message.PublishOnce) message;
                publish(session, publish.request(), publish.topic(), publish.draft(), Optional.of(publish.key()));
                yield Optional.empty();
            }
            case SUBSCRIBE_DURABLE -> {
                durables.subscribe(session, (Message.SubscribeDurable) message);
                yield Optional.empty();
            }
            case FORGET -> {
                durables.forget(session, (Message.Forget) message);
                yield Optional.empty();
            }
            case REGISTER -> register(session, (Message.Register) message);
            case KEY_ACK -> {
                context.keys().acknowledged(session, (Message.KeyAck) message);
                yield Optional.empty();
            }
            case ERROR -> {
                Message.Error error = (Message.Error) message;
                LOG.info("Session {}: the peer refused: {} {}", session.id(), error.reason(), error.detail());
                context.keys().refused(session, error);
                yield Optional.empty();
            }
            case HELLO,
                    HELLO_OK,
                    HANDSHAKE,
                    WELCOME,
                    CB_HELLO,
                    SUBSCRIBED,
                    EVENT,
                    NEXT,
                    GAP,
                    PUBLISHED,
                    ENDED,
                    PING,
                    PONG,
                    POLL,
                    POLLED,
                    REGISTER_OK,
                    KEY_PUSH,
                    REVOKED,
                    CLOSE -> Refusal.because(ReasonCode.UNEXPECTED, message.type() + " is not for a server");
        };
        refusal.ifPresent(no -> session.send(new Message.Error(no.reason(), Optional.empty(), no.detail())));
    }

    private record Refusal(ReasonCode reason, String detail) {
        static Optional<Refusal> because(ReasonCode reason, String detail) {
            return Optional.of(new Refusal(reason, detail));
        }
    }

    private Optional<Refusal> subscribe(Session session, Message.Subscribe request) {
        Topic topic = request.topic();
        if (!context.rights().mayRead(session)) {
            return Refusal.because(ReasonCode.NOT_ALLOWED, "to read, an identity or the shared secret is needed");
        }
        if (!mayStand(topic)) {
            return Refusal.because(
                    ReasonCode.TOO_MANY_SUBSCRIPTIONS,
                    "at most " + context.limits().subscriptions() + " topics");
        }
        // The cursor keeps the topic, and with it its number, until the subscription that needs the number stands.
        try (Subscription number = context.hub().tail(topic, () -> {})) {
            FanoutSubscription subscription = context.fanout()
                    .subscribe(
                            channel.pipeline().context(HandlerNames.MESSAGES),
                            topic,
                            request.after(),
                            new EventFormat(number.topicNumber()));
            stands(session, subscription);
            return Optional.empty();
        } catch (TooManyTopicsException | TooManySubscriptionsException | HubClosedException e) {
            return Refusal.because(reason(e), e.getMessage());
        }
    }

    /** The topic's place among this session's subscriptions is free, or can be made so. */
    boolean mayStand(Topic topic) {
        FanoutSubscription replaced = subscriptions.remove(topic);
        if (replaced != null) {
            replaced.close();
        }
        return subscriptions.size() < context.limits().subscriptions();
    }

    void stands(Session session, FanoutSubscription subscription) {
        subscriptions.put(subscription.topic(), subscription);
        connection.state(ConnectionInfo.State.STREAMING);
        session.send(new Message.Subscribed(
                subscription.topic(), subscription.topicNumber(), subscription.start(), subscription.recovered()));
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private Optional<Refusal> unsubscribe(Message.Unsubscribe request) {
        FanoutSubscription subscription = subscriptions.remove(request.topic());
        if (subscription == null) {
            return notSubscribed(request.topic());
        }
        subscription.close();
        if (subscriptions.isEmpty()) {
            connection.state(ConnectionInfo.State.IDLE);
        }
        return Optional.empty();
    }

    /** The client's own account of how far it is; it must make sense. */
    private Optional<Refusal> acknowledged(Message.Ack ack) {
        FanoutSubscription subscription = subscriptions.get(ack.topic());
        if (subscription == null) {
            return notSubscribed(ack.topic());
        }
        return subscription.acknowledge(ack.id())
                ? Optional.empty()
                : Refusal.because(ReasonCode.INVALID_ID, ack.id() + " was not sent");
    }

    private static Optional<Refusal> notSubscribed(Topic topic) {
        return Refusal.because(ReasonCode.NOT_SUBSCRIBED, "topic " + topic);
    }

    private void publish(Session session, long request, Topic topic, EventDraft draft, Optional<Bytes> key) {
        Rights rights = context.rights().of(session);
        if (!rights.mayPublish(topic)) {
            refuse(session, request, ReasonCode.NOT_ALLOWED, because(rights, topic));
            return;
        }
        int size = draft.payload().size();
        if (pendingPublishes >= context.limits().pendingPublishes()
                || !publishes.allows(1)
                || !publishedBytes.allows(size)) {
            refuse(session, request, ReasonCode.RATE_EXCEEDED, "more than one session may publish");
            return;
        }
        publishes.take(1);
        publishedBytes.take(size);
        pendingPublishes++;
        publish(session, topic, draft, key).whenComplete((id, failure) -> {
            inLoop(() -> pendingPublishes--);
            if (failure == null) {
                session.send(new Message.Published(request, id));
                return;
            }
            Throwable cause = unwrapped(failure);
            ReasonCode reason = reason(cause);
            if (reason == ReasonCode.INTERNAL_ERROR) {
                LOG.error("An event of {} could not be published", topic, cause);
            }
            refuse(session, request, reason, String.valueOf(cause.getMessage()));
        });
    }

    private CompletionStage<EventId> publish(Session session, Topic topic, EventDraft draft, Optional<Bytes> key) {
        if (key.isEmpty()) {
            return context.hub().publish(topic, draft).thenApply(Event::id);
        }
        // Without an identity nobody else knows the key: 16 random bytes.
        String owner =
                session.peer().map(Peer::fingerprint).map(Object::toString).orElse("");
        return context.hub()
                .publish(topic, draft, PublishKey.of(owner, key.get().toString(), draft))
                .thenApply(Published::id);
    }

    private static String because(Rights rights, Topic topic) {
        String why = rights.includes(Role.PUBLISHER)
                ? "topic " + topic + " is none of " + rights.topicList()
                : "the role is " + rights.role().word();
        return why.length() <= MAX_DETAIL ? why : why.substring(0, MAX_DETAIL);
    }

    private static void refuse(Session session, long request, ReasonCode reason, String detail) {
        session.send(new Message.Error(reason, Optional.of(request), detail));
    }

    private Optional<Refusal> register(Session session, Message.Register request) {
        if (session.direction() == Direction.REVERSE) {
            return Refusal.because(ReasonCode.UNEXPECTED, "this connection is the call back");
        }
        context.registrar().register(session, request);
        return Optional.empty();
    }

    void inLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    static ReasonCode reason(Throwable failure) {
        if (failure instanceof TooManyTopicsException) {
            return ReasonCode.TOO_MANY_TOPICS;
        }
        if (failure instanceof NotDurableException) {
            return ReasonCode.NOT_DURABLE;
        }
        if (failure instanceof TooManySubscriptionsException) {
            return ReasonCode.TOO_MANY_SUBSCRIPTIONS;
        }
        if (failure instanceof KeyReusedException) {
            return ReasonCode.KEY_REUSED;
        }
        if (failure instanceof StorageException storage) {
            return switch (storage.reason()) {
                case FULL -> ReasonCode.STORAGE_FULL;
                case BUSY -> ReasonCode.RATE_EXCEEDED;
                case UNAVAILABLE, NONE -> ReasonCode.STORAGE_UNAVAILABLE;
            };
        }
        return failure instanceof HubClosedException ? ReasonCode.SHUTTING_DOWN : ReasonCode.INTERNAL_ERROR;
    }

    /** What a list of connections shows: the name, or else the beginning of the fingerprint. */
    private static String name(Peer peer) {
        return peer.name().isEmpty() ? peer.fingerprint().substring(0, 16) : peer.name();
    }
}
