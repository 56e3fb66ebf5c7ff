/**
 * From the hub to many connections: the only place that writes events to more than one. Read {@link
 * dev.pushlab.server.fanout.Fanout} first.
 */
package dev.pushlab.server.fanout;
