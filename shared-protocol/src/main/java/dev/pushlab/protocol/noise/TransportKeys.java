package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import javax.security.auth.Destroyable;

/**
 * What a handshake ends in: a cipher state for each direction, from this side's point of view. The keys differ, so a
 * message reflected to its sender fails. After a one-way pattern (§7.4) there is only the initiator's direction.
 */
public final class TransportKeys implements Destroyable, AutoCloseable {
    private final CipherState sender;
    private final CipherState receiver;
    private final SecretBytes exporter;

    TransportKeys(CipherState sender, CipherState receiver, SecretBytes exporter) {
        this.sender = sender;
        this.receiver = receiver;
        this.exporter = exporter;
    }

    /**
     * For what this side sends.
     *
     * @throws NoiseException {@link Reason#WRONG_STATE} for the responder of a one-way pattern
     */
    public CipherState sender() throws NoiseException {
        return present(sender);
    }

    /**
     * For what this side receives.
     *
     * @throws NoiseException {@link Reason#WRONG_STATE} for the initiator of a one-way pattern
     */
    public CipherState receiver() throws NoiseException {
        return present(receiver);
    }

    /**
     * A further secret of the handshake, equal on both sides and independent of the keys of both directions: the third
     * output of the HKDF (§4.3) of which Split() takes the first two. Never used directly, only to derive secrets from.
     *
     * @return HASHLEN bytes, still owned by this object
     */
    public SecretBytes exporterSecret() {
        return exporter;
    }

    /** Wipes the keys of both directions and the exporter secret. */
    @Override
    public void destroy() {
        if (sender != null) {
            sender.destroy();
        }
        if (receiver != null) {
            receiver.destroy();
        }
        exporter.destroy();
    }

    @Override
    public boolean isDestroyed() {
        return (sender == null || sender.isDestroyed())
                && (receiver == null || receiver.isDestroyed())
                && exporter.isDestroyed();
    }

    /** The same as {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    private static CipherState present(CipherState state) throws NoiseException {
        if (state == null) {
            throw new NoiseException(Reason.WRONG_STATE, "a one-way pattern has no messages in this direction");
        }
        return state;
    }
}
