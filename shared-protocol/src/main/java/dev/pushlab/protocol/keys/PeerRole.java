package dev.pushlab.protocol.keys;

/**
 * What a program is, whoever dialled and whoever sends the first handshake message: in reverse mode the server does
 * both.
 */
public enum PeerRole {
    CLIENT(1),
    SERVER(2);

    private final int code;

    PeerRole(int code) {
        this.code = code;
    }

    /** On the wire and in signatures: one byte. */
    public int code() {
        return code;
    }

    /** Whom this one talks to. */
    public PeerRole other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
