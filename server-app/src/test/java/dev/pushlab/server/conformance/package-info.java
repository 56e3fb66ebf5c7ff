/**
 * What every room owes to its clients, as a suite that each room runs: {@link dev.pushlab.server.conformance.RoomConformance}
 * asks, and a room says by a {@link dev.pushlab.server.conformance.Receiver} how its clients hear. Read {@code
 * SseConformanceIT} (a stream) or {@code LongPollingConformanceIT} (questions and answers) as examples.
 */
package dev.pushlab.server.conformance;
