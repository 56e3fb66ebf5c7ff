package dev.pushlab.server;

import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.server.keys.KeyOptions;
import dev.pushlab.server.session.ServerSessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the binary protocol is to be spoken, in both directions.
 *
 * @param tcpPort 0 to 65535; 0 takes any that is free
 * @param name how the server calls itself, 0 to 64 bytes of UTF-8
 * @param psk accepts also clients that know this secret of 32 bytes; they prove no identity, so they get no keys
 * @param plaintext accepts also sessions without any protection, for teaching; they get no keys
 * @param oneMachine whether loopback and own addresses may be dialled; empty: exactly if the server listens on loopback
 * @param callsPerMinute calls to one address that its clients may ask for in any 60 seconds; empty: 3, or 60 on one machine
 * @param keys how group keys are made and handed out
 * @param limits of a session's waits and buffers
 * @param perSession what one client may ask for
 */
public record ProtocolOptions(
        int tcpPort,
        String name,
        Optional<SecretBytes> psk,
        boolean plaintext,
        Optional<Boolean> oneMachine,
        OptionalInt callsPerMinute,
        KeyOptions keys,
        SessionLimits limits,
        ServerSessionLimits perSession) {
    /** Any free port, identities only. */
    public static ProtocolOptions defaults() {
        return new ProtocolOptions(
                0,
                "Pushlab",
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalInt.empty(),
                KeyOptions.defaults(),
                SessionLimits.DEFAULT,
                ServerSessionLimits.DEFAULT);
    }

    public ProtocolOptions withTcpPort(int port) {
        return new ProtocolOptions(port, name, psk, plaintext, oneMachine, callsPerMinute, keys, limits, perSession);
    }

    public ProtocolOptions withName(String value) {
        return new ProtocolOptions(
                tcpPort, value, psk, plaintext, oneMachine, callsPerMinute, keys, limits, perSession);
    }

    /** Remains the caller's, and must outlive the server. */
    public ProtocolOptions withPsk(SecretBytes secret) {
        return new ProtocolOptions(
                tcpPort, name, Optional.of(secret), plaintext, oneMachine, callsPerMinute, keys, limits, perSession);
    }

    public ProtocolOptions withPlaintext(boolean allowed) {
        return new ProtocolOptions(tcpPort, name, psk, allowed, oneMachine, callsPerMinute, keys, limits, perSession);
    }

    public ProtocolOptions withOneMachine(boolean value) {
        return new ProtocolOptions(
                tcpPort, name, psk, plaintext, Optional.of(value), callsPerMinute, keys, limits, perSession);
    }

    /** @param value at least 1 */
    public ProtocolOptions withCallsPerMinute(int value) {
        return new ProtocolOptions(
                tcpPort, name, psk, plaintext, oneMachine, OptionalInt.of(value), keys, limits, perSession);
    }

    public ProtocolOptions withKeys(KeyOptions value) {
        return new ProtocolOptions(
                tcpPort, name, psk, plaintext, oneMachine, callsPerMinute, value, limits, perSession);
    }

    public ProtocolOptions withLimits(SessionLimits value) {
        return new ProtocolOptions(tcpPort, name, psk, plaintext, oneMachine, callsPerMinute, keys, value, perSession);
    }

    public ProtocolOptions withPerSession(ServerSessionLimits value) {
        return new ProtocolOptions(tcpPort, name, psk, plaintext, oneMachine, callsPerMinute, keys, limits, value);
    }

    /** Best first. */
    Suite[] suites() {
        List<Suite> suites = new ArrayList<>(List.of(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM));
        if (psk.isPresent()) {
            suites.addAll(List.of(Suite.PSK_CHACHAPOLY, Suite.PSK_AESGCM));
        }
        if (plaintext) {
            suites.add(Suite.PLAINTEXT);
        }
        return suites.toArray(Suite[]::new);
    }
}
