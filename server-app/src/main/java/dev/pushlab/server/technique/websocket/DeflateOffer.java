package dev.pushlab.server.technique.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Negotiates {@code permessage-deflate} (RFC 7692 §7.1): the first offer that can be kept is accepted, without context
 * takeover in either direction. What cannot be kept, or is not understood, is passed over.
 */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    /** The window of java.util.zip, which cannot be made smaller. */
    private static final String WINDOW_BITS = "15";

    private DeflateOffer() {}

    /**
     * What is answered to the values of {@code Sec-WebSocket-Extensions}; empty if there is no compression then.
     */
    static Optional<String> accept(List<String> offers) {
        for (String header : offers) {
            for (String offer : header.split(",")) {
                Optional<Map<String, String>> parameters = parameters(offer);
                if (parameters.isPresent() && canKeep(parameters.get())) {
                    String bits =
                            parameters.get().containsKey(SERVER_BITS) ? "; " + SERVER_BITS + "=" + WINDOW_BITS : "";
                    return Optional.of(NAME + "; " + SERVER_NO_CONTEXT + "; " + CLIENT_NO_CONTEXT + bits);
                }
            }
        }
        return Optional.empty();
    }

    /** Empty unless it is an offer of this extension, in which nothing stands twice. */
    private static Optional<Map<String, String>> parameters(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase(NAME)) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            String value = pair.length == 1 ? "" : unquoted(pair[1].strip());
            if (parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static boolean canKeep(Map<String, String> parameters) {
        return parameters.entrySet().stream().allMatch(parameter -> {
            String value = parameter.getValue();
            return switch (parameter.getKey()) {
                case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> value.isEmpty();
                case SERVER_BITS -> value.equals(WINDOW_BITS);
                // What the client may use at most: whatever it uses can be read.
                case CLIENT_BITS -> value.isEmpty() || value.matches("[89]|1[0-5]");
                default -> false;
            };
        });
    }
}
