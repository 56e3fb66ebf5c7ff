package dev.pushlab.protocol.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A handshake pattern: who sends which keys and mixes which secrets, message by message (§7).
 *
 * <p>The patterns are listed here in the notation of the specification, so that the two can be compared by eye:
 * messages are separated by {@code |}, the first is sent by the initiator, then both take turns. Pre-messages are
 * written before {@code ...}.
 *
 * @param name with modifiers, e.g. {@code XX}, {@code KKpsk0}, {@code NNpsk0+psk2}
 * @param initiatorStaticKnown whether the responder knows the initiator's static key beforehand: {@code -> s ...}
 * @param responderStaticKnown whether the initiator knows the responder's static key beforehand: {@code <- s ...}
 * @param messages the tokens of each message
 */
public record HandshakePattern(
        String name, boolean initiatorStaticKnown, boolean responderStaticKnown, List<List<Token>> messages) {
    /** What a message consists of, apart from its payload (§7.1, §9.2). */
    public enum Token {
        /** The sender's ephemeral public key. */
        E,
        /** The sender's static public key, encrypted once there is a key. */
        S,
        /** DH of both ephemeral keys. */
        EE,
        /** DH of the initiator's ephemeral and the responder's static key. */
        ES,
        /** DH of the initiator's static and the responder's ephemeral key. */
        SE,
        /** DH of both static keys. */
        SS,
        /** A pre-shared symmetric key. */
        PSK
    }

    /** One-way (§7.4), interactive fundamental (§7.5) and deferred (§7.6, §18.1) patterns. */
    private static final Map<String, String> TABLE = table(
            // One-way
            "N: <- s ... e, es",
            "K: -> s <- s ... e, es, ss",
            "X: <- s ... e, es, s, ss",
            // Interactive
            "NN: e | e, ee",
            "NK: <- s ... e, es | e, ee",
            "NX: e | e, ee, s, es",
            "KN: -> s ... e | e, ee, se",
            "KK: -> s <- s ... e, es, ss | e, ee, se",
            "KX: -> s ... e | e, ee, se, s, es",
            "XN: e | e, ee | s, se",
            "XK: <- s ... e, es | e, ee | s, se",
            "XX: e | e, ee, s, es | s, se",
            "IN: e, s | e, ee, se",
            "IK: <- s ... e, es, s, ss | e, ee, se",
            "IX: e, s | e, ee, se, s, es",
            // Deferred
            "NK1: <- s ... e | e, ee, es",
            "NX1: e | e, ee, s | es",
            "X1N: e | e, ee | s | se",
            "X1K: <- s ... e, es | e, ee | s | se",
            "XK1: <- s ... e | e, ee, es | s, se",
            "X1K1: <- s ... e | e, ee, es | s | se",
            "X1X: e | e, ee, s, es | s | se",
            "XX1: e | e, ee, s | es, s, se",
            "X1X1: e | e, ee, s | es, s | se",
            "K1N: -> s ... e | e, ee | se",
            "K1K: -> s <- s ... e, es | e, ee | se",
            "KK1: -> s <- s ... e | e, ee, se, es",
            "K1K1: -> s <- s ... e | e, ee, es | se",
            "K1X: -> s ... e | e, ee, s, es | se",
            "KX1: -> s ... e | e, ee, se, s | es",
            "K1X1: -> s ... e | e, ee, s | se, es",
            "I1N: e, s | e, ee | se",
            "I1K: <- s ... e, es, s | e, ee | se",
            "IK1: <- s ... e, s | e, ee, se, es",
            "I1K1: <- s ... e, s | e, ee, es | se",
            "I1X: e, s | e, ee, s, es | se",
            "IX1: e, s | e, ee, se, s | es",
            "I1X1: e, s | e, ee, s | se, es");

    private static final Pattern NAME = Pattern.compile("([A-Z][A-Z0-9]*)((?:psk[0-9](?:\\+psk[0-9])*)?)");

    public HandshakePattern {
        messages = messages.stream().map(List::copyOf).toList();
    }

    /** The names of all patterns without modifiers. */
    public static Set<String> baseNames() {
        return TABLE.keySet();
    }

    /**
     * The pattern of a name such as {@code XX} or {@code NNpsk0+psk2} (§8.1). The {@code psk} modifiers (§9.4) stand in
     * ascending order, each once, so that every pattern has one name.
     *
     * @throws NoiseException {@link NoiseException.Reason#UNSUPPORTED_PROTOCOL} if the pattern is unknown or the
     *     modifiers do not fit it
     */
    public static HandshakePattern parse(String name) throws NoiseException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || !TABLE.containsKey(matcher.group(1))) {
            throw NoiseProtocol.unsupported("unknown handshake pattern or modifier: " + name);
        }
        HandshakePattern base = base(matcher.group(1));
        List<List<Token>> messages = new ArrayList<>();
        base.messages.forEach(message -> messages.add(new ArrayList<>(message)));
        int previous = -1;
        for (String modifier : matcher.group(2).split("\\+")) {
            if (modifier.isEmpty()) {
                continue;
            }
            int position = Integer.parseInt(modifier.substring("psk".length()));
            if (position <= previous) {
                throw NoiseProtocol.unsupported("psk modifiers not in ascending order: " + name);
            }
            if (position > messages.size()) {
                throw NoiseProtocol.unsupported("modifier " + modifier + " is beyond the last message: " + name);
            }
            if (position == 0) {
                messages.get(0).add(0, Token.PSK);
            } else {
                messages.get(position - 1).add(Token.PSK);
            }
            previous = position;
        }
        return new HandshakePattern(name, base.initiatorStaticKnown, base.responderStaticKnown, messages);
    }

    /** Whether only the initiator sends (§7.4); then there is one handshake message and one direction afterwards. */
    public boolean isOneWay() {
        return messages.size() == 1;
    }

    /** How many pre-shared keys the handshake needs. */
    public int pskCount() {
        return (int) messages.stream()
                .flatMap(List::stream)
                .filter(Token.PSK::equals)
                .count();
    }

    /** Whether this side needs a static key pair of its own. */
    public boolean needsLocalStatic(HandshakeState.Role role) {
        return staticKnown(role) || sendsStatic(role);
    }

    /** Whether this side must know the other's static key beforehand. */
    public boolean needsRemoteStatic(HandshakeState.Role role) {
        return staticKnown(role.other());
    }

    /** Whether the static key of this side is known to the other beforehand. */
    boolean staticKnown(HandshakeState.Role owner) {
        return owner == HandshakeState.Role.INITIATOR ? initiatorStaticKnown : responderStaticKnown;
    }

    private boolean sendsStatic(HandshakeState.Role role) {
        for (int i = role == HandshakeState.Role.INITIATOR ? 0 : 1; i < messages.size(); i += 2) {
            if (messages.get(i).contains(Token.S)) {
                return true;
            }
        }
        return false;
    }

    private static HandshakePattern base(String name) {
        String[] parts = TABLE.get(name).split("\\.\\.\\.");
        String preMessages = parts.length == 2 ? parts[0] : "";
        List<List<Token>> messages = Arrays.stream(parts[parts.length - 1].split("\\|"))
                .map(message -> Arrays.stream(message.split(","))
                        .map(token -> Token.valueOf(token.strip().toUpperCase(Locale.ROOT)))
                        .toList())
                .toList();
        return new HandshakePattern(name, preMessages.contains("->"), preMessages.contains("<-"), messages);
    }

    private static Map<String, String> table(String... lines) {
        Map<String, String> table = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            table.put(line.substring(0, colon), line.substring(colon + 1));
        }
        return Collections.unmodifiableMap(table);
    }
}
