package dev.pushlab.client.connection;

import dev.pushlab.client.keys.KeyRefusedException;
import dev.pushlab.client.keys.KeyRing;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.State;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/** Hands each message of a server to whom it concerns. Belongs to the client's event loop. */
final class Inbox {
    private final TopicBook topics;
    private final Outbox outbox;
    private final Reversal reversal;
    private final KeyRing keys;
    private final State<Optional<ServerInfo>> server;
    private final Owner owner;

    /** Who decides about the links. */
    interface Owner {
        /** A link may carry more topics than before. */
        void carried();

        /** A publication was answered. */
        void answered(Link link);

        /** Something went wrong that changes nothing. */
        void problem(Cause cause);

        /** Whether this client speaks over this link. */
        boolean isPrimary(Link link);

        /** The address that was asked for, if one was. */
        Optional<ServerAddress> dialledServer();
    }

    Inbox(
            TopicBook topics,
            Outbox outbox,
            Reversal reversal,
            KeyRing keys,
            State<Optional<ServerInfo>> server,
            Owner owner) {
        this.topics = topics;
        this.outbox = outbox;
        this.reversal = reversal;
        this.keys = keys;
        this.server = server;
        this.owner = owner;
    }

    void received(Link link, Message message) {
        boolean expected = switch (message.type()) {
            case WELCOME -> {
                welcomed(link, (Message.Welcome) message);
                yield true;
            }
            case SUBSCRIBED -> {
                topics.subscribed(link, (Message.Subscribed) message);
                owner.carried();
                yield true;
            }
            case ENDED -> {
                topics.ended(link, (Message.Ended) message);
                owner.carried();
                yield true;
            }
            case EVENT -> {
                topics.received(link, ((Message.EventMessage) message).event());
                yield true;
            }
            case GAP -> {
                topics.received(link, ((Message.GapMessage) message).gap());
                yield true;
            }
            case PUBLISHED -> {
                Message.Published published = (Message.Published) message;
                outbox.published(link, published.request(), published.id());
                owner.answered(link);
                yield true;
            }
            case POLL -> {
                int sent = topics.acknowledge(link) + (owner.isPrimary(link) ? outbox.flush(link) : 0);
                link.send(new Message.Polled(((Message.Poll) message).sequence(), sent));
                yield true;
            }
            case REGISTER_OK -> {
                reversal.registered(link, (Message.RegisterOk) message);
                yield true;
            }
            case KEY_PUSH -> {
                accept(link, (Message.KeyPush) message);
                yield true;
            }
            case REVOKED -> {
                keys.revoke(link.session(), (Message.Revoked) message);
                yield true;
            }
            case ERROR -> {
                refused(link, (Message.Error) message);
                yield true;
            }
            case HELLO,
                    HELLO_OK,
                    HANDSHAKE,
                    CB_HELLO,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    NEXT,
                    ACK,
                    PUBLISH,
                    PUBLISH_ONCE,
                    SUBSCRIBE_DURABLE,
                    FORGET,
                    PING,
                    PONG,
                    POLLED,
                    REGISTER,
                    KEY_ACK,
                    CLOSE -> false;
        };
        if (!expected) {
            link.close(ReasonCode.UNEXPECTED, message.type() + " from a server");
        }
    }

    private void welcomed(Link link, Message.Welcome welcome) {
        Optional<URI> web = Optional.empty();
        if (welcome.httpPort() != 0) {
            InetSocketAddress remote = link.session().remoteAddress();
            // Forward, the name that was dialled stays: a browser treats it as another host than its address.
            String host = owner.dialledServer()
                    .filter(dialled -> link.direction() == Direction.FORWARD)
                    .map(ServerAddress::host)
                    .orElse(remote.getAddress().getHostAddress());
            web = Optional.of(URI.create("http://" + new ServerAddress(host, welcome.httpPort()) + "/"));
        }
        server.set(Optional.of(new ServerInfo(welcome.serverName(), web)));
    }

    private void accept(Link link, Message.KeyPush push) {
        try {
            link.send(keys.accept(link.session(), push));
            reversal.keyed(link, push.groupId(), push.epoch());
        } catch (KeyRefusedException e) {
            link.send(new Message.Error(e.reason(), Optional.empty(), e.getMessage()));
            owner.problem(Cause.of(e.reason(), e.getMessage()));
        }
    }

    private void refused(Link link, Message.Error error) {
        Cause cause = Cause.of(error.reason(), error.detail());
        if (error.request().isPresent()) {
            outbox.refused(link, error.request().get(), error.reason(), error.detail());
            owner.answered(link);
            return;
        }
        boolean placed = switch (error.reason()) {
            case INVALID_TOPIC, TOO_MANY_TOPICS, TOO_MANY_SUBSCRIPTIONS -> topics.refused(link, cause);
            default -> reversal.refused(link, cause);
        };
        if (!placed) {
            owner.problem(cause);
        }
        owner.carried();
    }
}
