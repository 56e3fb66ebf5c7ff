package dev.pushlab.server.hub;

/** Another event was published under the same key. */
public final class KeyReusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyReusedException() {
        super("the key was used for another event");
    }
}
