package dev.pushlab.server.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that allows to publish: shown in the console, sent as a bearer token (RFC 6750). Never logged. */
public final class AccessToken {
    /** The longest token that is accepted as configured, in characters. */
    public static final int MAX_LENGTH = 256;

    private final String text;

    private AccessToken(String text) {
        this.text = text;
    }

    /** 128 random bits, as 22 characters of base64url. */
    public static AccessToken random() {
        byte[] bits = new byte[16];
        new SecureRandom().nextBytes(bits);
        return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /**
     * A token chosen by whoever starts the server.
     *
     * @throws IllegalArgumentException unless it has 8 to 256 characters of the syntax of RFC 6750 (b64token)
     */
    public static AccessToken of(String text) {
        if (text.length() < 8 || text.length() > MAX_LENGTH || !text.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IllegalArgumentException("a token has 8 to 256 characters out of A-Z a-z 0-9 . _ ~ + / -");
        }
        return new AccessToken(text);
    }

    /** To be handed to whoever may publish. */
    public String reveal() {
        return text;
    }

    /** Compares in a time that does not depend on where the two differ. */
    public boolean matches(String candidate) {
        return candidate != null
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** The token of an {@code Authorization: Bearer} header; null for anything else. */
    static String ofHeader(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer ? authorization.substring(7).trim() : null;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
