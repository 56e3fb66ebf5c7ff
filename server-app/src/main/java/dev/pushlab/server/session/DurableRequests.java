package dev.pushlab.server.session;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.HandlerNames;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.hub.TooManyTopicsException;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a client asks of its durable subscriptions. Confined to the connection's event loop. */
final class DurableRequests {
    private final Channel channel;
    private final SessionContext context;
    private final ServerSession owner;

    DurableRequests(Channel channel, SessionContext context, ServerSession owner) {
        this.channel = channel;
        this.context = context;
        this.owner = owner;
    }

    /** Takes up the subscription of this name, made if there is none, or says why not. */
    void subscribe(Session session, Message.SubscribeDurable request) {
        SubscriptionName name = durableName(session, request.name());
        if (name == null) {
            session.send(new Message.Ended(request.topic(), ReasonCode.NOT_AUTHENTICATED));
            return;
        }
        context.hub()
                .durables()
                .find(request.topic(), name)
                .<CompletionStage<DurableSubscription>>map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                        context.hub().durables().put(request.topic(), name, DurableOptions.DEFAULT, request.start()))
                .whenComplete((subscription, failure) -> owner.inLoop(() -> {
                    if (failure == null) {
                        take(session, subscription);
                    } else {
                        session.send(new Message.Ended(
                                request.topic(), ServerSession.reason(ServerSession.unwrapped(failure))));
                    }
                }));
    }

    private void take(Session session, DurableSubscription durable) {
        Topic topic = durable.topic();
        if (!channel.isActive()) {
            return;
        }
        if (!owner.mayStand(topic)) {
            session.send(new Message.Ended(topic, ReasonCode.TOO_MANY_SUBSCRIPTIONS));
            return;
        }
        try (Subscription number = context.hub().tail(topic, () -> {})) {
            FanoutSubscription subscription = context.fanout()
                    .subscribe(
                            channel.pipeline().context(HandlerNames.MESSAGES),
                            durable,
                            new EventFormat(number.topicNumber()));
            if (subscription == null) {
                session.send(new Message.Ended(topic, ReasonCode.SUBSCRIPTION_DELETED));
                return;
            }
            owner.stands(session, subscription);
        } catch (TooManyTopicsException | HubClosedException e) {
            session.send(new Message.Ended(topic, ServerSession.reason(e)));
        }
    }

    /** Deletes the subscription of this name, and answers whether there was one. */
    void forget(Session session, Message.Forget request) {
        SubscriptionName name = durableName(session, request.name());
        if (name == null) {
            session.send(new Message.Ended(request.topic(), ReasonCode.NOT_AUTHENTICATED));
            return;
        }
        context.hub().durables().remove(request.topic(), name).whenComplete((found, failure) -> {
            ReasonCode reason = failure != null
                    ? ServerSession.reason(ServerSession.unwrapped(failure))
                    : found ? ReasonCode.SUBSCRIPTION_DELETED : ReasonCode.NOT_SUBSCRIBED;
            session.send(new Message.Ended(request.topic(), reason));
        });
    }

    /** Null of a peer that has proved no identity: it could not be told from others. */
    private static SubscriptionName durableName(Session session, String name) {
        return session.suite().authenticated()
                ? session.peer()
                        .map(peer -> SubscriptionName.ofPeer(peer.fingerprint(), name))
                        .orElse(null)
                : null;
    }
}
