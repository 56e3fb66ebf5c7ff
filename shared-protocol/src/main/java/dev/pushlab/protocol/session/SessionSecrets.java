package dev.pushlab.protocol.session;

/**
 * Further secrets derived from a session's handshake, equal on both sides and independent of the keys that protect the
 * records (docs/protocol.md, "Exported secrets"). They stay the same when the session's keys are renewed.
 */
@FunctionalInterface
public interface SessionSecrets {
    /**
     * @param label what for: 1 to 255 ASCII characters; different labels give independent secrets
     * @param context what it is bound to besides, 0 to 65535 bytes
     * @param length 1 to 255·32 bytes
     * @return the secret; the caller's to wipe
     * @throws IllegalStateException if the session has ended
     */
    byte[] export(String label, byte[] context, int length);
}
