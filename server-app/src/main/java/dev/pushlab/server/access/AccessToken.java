package dev.pushlab.server.access;

import java.security.SecureRandom;
import java.util.Base64;

/** A secret that gives rights: shown once, sent as a bearer token (RFC 6750). Never logged. */
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

    /** To be handed to whoever is to have its rights. */
    public String reveal() {
        return text;
    }

    public TokenHash hash() {
        return TokenHash.of(text);
    }

    /** The token of an {@code Authorization: Bearer} header; null for anything else. */
    public static String ofHeader(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer ? authorization.substring(7).trim() : null;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
