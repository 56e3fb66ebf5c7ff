package dev.pushlab.server.keys;

import dev.pushlab.protocol.message.Message.Direction;
import java.time.Instant;
import java.util.Optional;

/**
 * One member as it stands at a moment.
 *
 * @param fingerprint of its identity, 64 lower-case hex digits: what a member is known by
 * @param name how it calls itself, 0 to 64 characters
 * @param state where it stands
 * @param failure why the last call or push failed; also there in {@link MemberState#FALLBACK}, where it is the cause of
 *     the fallback
 * @param direction who opened the connection that keys go over; empty without a connection
 * @param address the peer's address of that connection, or the one being dialled
 * @param epoch of the last key it confirmed; 0 if none
 * @param keyFingerprint of that key; empty if none
 * @param since when the state became what it is
 */
public record Member(
        String fingerprint,
        String name,
        MemberState state,
        Optional<MemberFailure> failure,
        Optional<Direction> direction,
        Optional<String> address,
        long epoch,
        Optional<String> keyFingerprint,
        Instant since) {}
