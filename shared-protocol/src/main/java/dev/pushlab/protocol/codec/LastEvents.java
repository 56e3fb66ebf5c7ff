package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What NEXT leaves out because the event before it said it: the last event of each topic, as one session received them. */
final class LastEvents {
    private final Map<Topic, Last> events = new HashMap<>();

    private record Last(EventId id, Instant time, String type, String contentType) {}

    /** Takes note of what was received, and puts an event in the place of a NEXT. */
    Message received(Message message, TopicNumbers topics) {
        return switch (message.type()) {
            case EVENT -> remember((Message.EventMessage) message);
            case NEXT -> remember(complete((Message.Next) message, topics));
            case SUBSCRIBED -> {
                events.remove(((Message.Subscribed) message).topic());
                yield message;
            }
            case GAP -> {
                events.remove(((Message.GapMessage) message).gap().topic());
                yield message;
            }
            default -> message;
        };
    }

    private Message remember(Message.EventMessage message) {
        Event event = message.event();
        events.put(event.topic(), new Last(event.id(), event.time(), event.type(), event.contentType()));
        return message;
    }

    private Message.EventMessage complete(Message.Next next, TopicNumbers topics) {
        Topic topic = topics.topic(next.topicNumber());
        Last last = events.get(topic);
        if (last == null) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "NEXT of " + topic + " without an event before it");
        }
        try {
            Instant time = Wire.time(
                    Math.addExact(ChronoUnit.MICROS.between(Instant.EPOCH, last.time), next.microsLater()), "time");
            Payload payload = Payload.of(last.contentType, next.data().toArray());
            return new Message.EventMessage(
                    next.topicNumber(), new Event(last.id.next(), topic, last.type, time, last.contentType, payload));
        } catch (ArithmeticException e) {
            throw Wire.malformed("time out of range");
        } catch (InvalidEventException e) {
            throw BodyReader.invalid(next.type(), e);
        }
    }
}
