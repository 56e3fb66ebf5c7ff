/**
 * What the client itself receives over the binary protocol: topics, events, figures, and publishing. Read {@link
 * dev.pushlab.client.screen.events.EventsViewModel} first.
 */
package dev.pushlab.client.screen.events;
