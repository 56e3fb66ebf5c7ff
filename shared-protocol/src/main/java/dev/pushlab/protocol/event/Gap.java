package dev.pushlab.protocol.event;

import java.util.Optional;

/**
 * Told to a subscriber in place of events that can no longer be given: history between the two positions was lost to
 * it, because it was dropped by a bound or because the epoch ended.
 *
 * @param topic whose history
 * @param requested the last event the subscriber had; empty if it had none
 * @param resumed the position at which delivery goes on: the next event has the following offset of this epoch
 */
public record Gap(Topic topic, Optional<EventId> requested, EventId resumed) {}
