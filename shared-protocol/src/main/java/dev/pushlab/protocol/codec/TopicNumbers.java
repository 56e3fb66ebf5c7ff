package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.ReasonCode;
import java.util.HashMap;
import java.util.Map;

/**
 * Which topic a number in EVENT stands for, as one session has learnt it from SUBSCRIBED. A number is never given to
 * another topic, so events still under way after an unsubscription are understood.
 */
public final class TopicNumbers {
    /** The most topics one session can name. */
    public static final int MAX_TOPICS = 65_536;

    private final Map<Integer, Topic> topics = new HashMap<>();

    /** @throws ProtocolException if the number already stands for another topic, or there are too many */
    public void learn(int number, Topic topic) {
        Topic known = topics.putIfAbsent(number, topic);
        if (known != null && !known.equals(topic)) {
            throw new ProtocolException(
                    ReasonCode.MALFORMED, "topic number " + number + " is " + known + ", not " + topic);
        }
        if (topics.size() > MAX_TOPICS) {
            throw new ProtocolException(ReasonCode.TOO_MANY_TOPICS, "more than " + MAX_TOPICS);
        }
    }

    /** @throws ProtocolException if the number was never given */
    public Topic topic(int number) {
        Topic topic = topics.get(number);
        if (topic == null) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, "event of unknown topic number " + number);
        }
        return topic;
    }
}
