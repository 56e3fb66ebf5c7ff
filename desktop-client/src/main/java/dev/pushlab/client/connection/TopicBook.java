package dev.pushlab.client.connection;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Ack;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Message.Subscribe;
import dev.pushlab.protocol.message.Message.Subscribed;
import dev.pushlab.protocol.message.Message.Unsubscribe;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What this client is subscribed to, beyond any single connection: asks each new link for every topic after what has
 * been received already, and passes on what comes, whichever link brings it. Belongs to the client's event loop.
 */
final class TopicBook {
    /** How often a new link is asked again when it has already lost what the old one may still bring. */
    private static final int MOVE_ATTEMPTS = 3;

    private final Signal<Delivery> deliveries;
    private final State<Map<Topic, TopicState>> states;
    private final Clock clock;
    private final Map<Topic, EventIntake> intakes = new LinkedHashMap<>();
    private final Map<Topic, Position> wanted = new HashMap<>();
    private final Map<Topic, Link> carriers = new HashMap<>();
    /** The topics with a durable subscription, and its name. */
    private final Map<Topic, String> durable = new HashMap<>();
    /** How far those have been dealt with. */
    private final Map<Topic, EventId> done = new HashMap<>();
    /** Deletions that wait for their answer. */
    private final Map<Topic, CompletableFuture<ReasonCode>> forgetting = new HashMap<>();

    private Direction current = Direction.FORWARD;

    TopicBook(Signal<Delivery> deliveries, State<Map<Topic, TopicState>> states, Clock clock) {
        this.deliveries = deliveries;
        this.states = states;
        this.clock = clock;
    }

    /**
     * Begins anew at the position, also if the topic was subscribed to before.
     *
     * @param link the one to ask; null without connection
     * @param others those that may still be delivering from before
     */
    void subscribe(Topic topic, Position position, Link link, Iterable<Link> others) {
        durable.remove(topic);
        beginAnew(topic, position, link, others);
    }

    /** The same with a durable subscription of this client's identity; the position counts if it is new. */
    void subscribeDurably(Topic topic, String name, Position position, Link link, Iterable<Link> others) {
        durable.put(topic, name);
        done.remove(topic);
        beginAnew(topic, position, link, others);
    }

    private void beginAnew(Topic topic, Position position, Link link, Iterable<Link> others) {
        wanted.put(topic, position);
        begin(topic, position);
        for (Link other : others) {
            // Never answered, so whatever it still brings belongs to the past.
            other.unanswered.put(topic, Integer.MAX_VALUE);
        }
        if (link != null) {
            ask(link, topic);
        }
    }

    /** @param links those that may be delivering the topic */
    void unsubscribe(Topic topic, Iterable<Link> links) {
        wanted.remove(topic);
        durable.remove(topic);
        done.remove(topic);
        intakes.remove(topic);
        carriers.remove(topic);
        states.update(old -> with(old, topic, null));
        for (Link link : links) {
            link.send(new Unsubscribe(topic));
        }
    }

    boolean contains(Topic topic) {
        return intakes.containsKey(topic);
    }

    /** Another server: what was received from the last one says nothing about this one. */
    void startOver() {
        done.clear();
        wanted.forEach(this::begin);
    }

    /** From now on the link is to carry every topic; another may go on doing so until {@link #carriedBy} is true. */
    void attach(Link link) {
        for (Topic topic : intakes.keySet()) {
            if (carriers.get(topic) != link) {
                ask(link, topic);
            }
        }
    }

    /** Whether the link delivers every topic that is not refused. */
    boolean carriedBy(Link link) {
        return link.unanswered.isEmpty()
                && intakes.keySet().stream()
                        .allMatch(t ->
                                carriers.get(t) == link || states.get().get(t).phase() == TopicState.Phase.REFUSED);
    }

    /** Takes leave of an open link in good order: no more events over it. */
    void release(Link link) {
        for (Topic topic : intakes.keySet()) {
            link.send(new Unsubscribe(topic));
        }
    }

    /** What came up to this event has been dealt with; of durable subscriptions nothing is acknowledged before. */
    void done(Topic topic, EventId id) {
        if (durable.containsKey(topic)) {
            done.put(topic, id);
        }
    }

    /** Deletes a durable subscription. @return completes with the server's answer */
    CompletableFuture<ReasonCode> forget(Topic topic, String name, Link link) {
        CompletableFuture<ReasonCode> answer = new CompletableFuture<>();
        CompletableFuture<ReasonCode> before = forgetting.put(topic, answer);
        if (before != null) {
            before.complete(ReasonCode.RATE_EXCEEDED);
        }
        link.send(new Message.Forget(topic, name));
        return answer;
    }

    /** There is no durable subscription of the topic over this link, or not any more. */
    void ended(Link link, Message.Ended message) {
        Topic topic = message.topic();
        boolean deleted = message.reason() == ReasonCode.SUBSCRIPTION_DELETED;
        if (deleted || message.reason() == ReasonCode.NOT_SUBSCRIBED) {
            CompletableFuture<ReasonCode> answer = forgetting.remove(topic);
            if (answer != null) {
                answer.complete(message.reason());
            }
            if (!deleted) {
                return;
            }
        }
        if (message.reason() == ReasonCode.TAKEN_OVER) {
            // Perhaps by this client, over another link.
            if (carriers.get(topic) != link) {
                return;
            }
        } else {
            answered(link, topic);
        }
        if (durable.containsKey(topic)) {
            carriers.remove(topic, link);
            state(topic, TopicState.refused(Cause.of(message.reason(), "")));
        }
    }

    /** The link is no more. */
    void detach(Link link) {
        List.copyOf(forgetting.values()).forEach(answer -> answer.complete(ReasonCode.CONNECTION_LOST));
        forgetting.clear();
        carriers.values().removeIf(carrier -> carrier == link);
        for (Topic topic : intakes.keySet()) {
            if (!carriers.containsKey(topic)) {
                state(topic, TopicState.PENDING);
            }
        }
    }

    void subscribed(Link link, Subscribed answer) {
        Topic topic = answer.topic();
        answered(link, topic);
        EventIntake intake = intakes.get(topic);
        if (intake == null || link.unanswered.containsKey(topic)) {
            return;
        }
        Link carrier = carriers.get(topic);
        if (!answer.recovered() && carrier != null && carrier != link && carrier.isOpen()) {
            // The server no longer has what comes next, but the old connection may have it on its way to us.
            if (link.repeated.merge(topic, 1, Integer::sum) <= MOVE_ATTEMPTS) {
                ask(link, topic);
                return;
            }
        }
        if (answer.recovered()) {
            intake.started(answer.start());
        }
        carriers.put(topic, link);
        state(topic, TopicState.LIVE);
    }

    /** The server will not answer the oldest SUBSCRIBE otherwise. @return whether there was one */
    boolean refused(Link link, Cause cause) {
        Topic topic = link.awaited.peek();
        if (topic == null) {
            return false;
        }
        answered(link, topic);
        if (intakes.containsKey(topic)) {
            state(topic, TopicState.refused(cause));
        }
        return true;
    }

    void received(Link link, Event event) {
        EventIntake intake = intakes.get(event.topic());
        if (intake != null && !link.unanswered.containsKey(event.topic())) {
            current = link.direction();
            intake.offer(event);
        }
    }

    void received(Link link, Gap gap) {
        EventIntake intake = intakes.get(gap.topic());
        if (intake != null && !link.unanswered.containsKey(gap.topic())) {
            intake.offer(gap);
        }
    }

    /** Tells the server over this link how far each topic has been received. @return the number of messages sent */
    int acknowledge(Link link) {
        int sent = 0;
        for (Map.Entry<Topic, EventIntake> entry : intakes.entrySet()) {
            Topic topic = entry.getKey();
            EventId last = durable.containsKey(topic)
                    ? done.get(topic)
                    : entry.getValue().last().orElse(null);
            if (carriers.get(topic) == link
                    && last != null
                    && last.offset() > 0
                    && !last.equals(link.acknowledged.put(topic, last))) {
                link.send(new Ack(topic, last));
                sent++;
            }
        }
        return sent;
    }

    private void begin(Topic topic, Position position) {
        intakes.put(
                topic,
                new EventIntake(
                        topic,
                        position,
                        event -> deliveries.emit(new Delivery.Received(event, current, clock.instant())),
                        gap -> deliveries.emit(new Delivery.Lost(gap))));
        carriers.remove(topic);
        state(topic, TopicState.PENDING);
    }

    private void ask(Link link, Topic topic) {
        Position position = intakes.get(topic).resume();
        String name = durable.get(topic);
        if (name == null) {
            link.awaited.add(topic);
        }
        Message subscribe = name == null
                ? new Subscribe(topic, position)
                : new Message.SubscribeDurable(topic, name, wanted.get(topic));
        link.unanswered.merge(topic, 1, Integer::sum);
        link.acknowledged.remove(topic);
        link.send(subscribe);
    }

    private void answered(Link link, Topic topic) {
        if (durable.containsKey(topic) || link.awaited.removeFirstOccurrence(topic)) {
            link.unanswered.computeIfPresent(topic, (t, count) -> count == 1 ? null : count - 1);
        }
    }

    private void state(Topic topic, TopicState state) {
        states.update(old -> state.equals(old.get(topic)) ? old : with(old, topic, state));
    }

    private static Map<Topic, TopicState> with(Map<Topic, TopicState> old, Topic topic, TopicState state) {
        Map<Topic, TopicState> next = new TreeMap<>(old);
        if (state == null) {
            next.remove(topic);
        } else {
            next.put(topic, state);
        }
        return java.util.Collections.unmodifiableMap(next);
    }
}
