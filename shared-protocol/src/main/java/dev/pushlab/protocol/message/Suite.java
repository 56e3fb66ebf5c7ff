package dev.pushlab.protocol.message;

/**
 * How a session is protected, with its code in HELLO (one byte). The Noise names are those of the Noise Protocol
 * Framework, revision 34.
 */
public enum Suite {
    XX_CHACHAPOLY(0x01, "Noise_XX_25519_ChaChaPoly_SHA256", true),
    XX_AESGCM(0x02, "Noise_XX_25519_AESGCM_SHA256", true),
    PSK_CHACHAPOLY(0x11, "Noise_NNpsk0_25519_ChaChaPoly_SHA256", true),
    PSK_AESGCM(0x12, "Noise_NNpsk0_25519_AESGCM_SHA256", true),
    /** Only for a call-back; never offered in HELLO. */
    CALLBACK_CHACHAPOLY(0x21, "Noise_KKpsk0_25519_ChaChaPoly_SHA256", true),
    CALLBACK_AESGCM(0x22, "Noise_KKpsk0_25519_AESGCM_SHA256", true),
    /** No protection at all, for teaching; used only if both sides have enabled it. */
    PLAINTEXT(0xFF, "", false);

    private final int code;
    private final String noiseName;
    private final boolean authenticated;

    Suite(int code, String noiseName, boolean authenticated) {
        this.code = code;
        this.noiseName = noiseName;
        this.authenticated = authenticated;
    }

    /** 0 to 255. */
    public int code() {
        return code;
    }

    /** The full Noise protocol name; empty for {@link #PLAINTEXT}. */
    public String noiseName() {
        return noiseName;
    }

    /** Whether both sides know whom they talk to: by identity, or by knowing the shared secret. */
    public boolean authenticated() {
        return authenticated;
    }

    /** The suite with this code, or null if there is none. */
    public static Suite of(int code) {
        for (Suite suite : values()) {
            if (suite.code == code) {
                return suite;
            }
        }
        return null;
    }
}
