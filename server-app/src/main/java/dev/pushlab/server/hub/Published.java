package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;

/**
 * What became of publishing under a key.
 *
 * @param repeated whether the event had been published under this key before, so that this time nothing was
 */
public record Published(EventId id, boolean repeated) {}
