package dev.pushlab.client.screen.events;

import dev.pushlab.client.connection.TopicState;
import dev.pushlab.protocol.event.Topic;

/** A topic subscribed to. */
public record TopicRow(Topic topic, TopicState state) {}
