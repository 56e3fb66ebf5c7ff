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

    TransportKeys(CipherState sender, CipherState receiver) {
        this.sender = sender;
        this.receiver = receiver;
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

    /** Wipes the keys of both directions. */
    @Override
    public void destroy() {
        if (sender != null) {
            sender.destroy();
        }
        if (receiver != null) {
            receiver.destroy();
        }
    }

    @Override
    public boolean isDestroyed() {
        return (sender == null || sender.isDestroyed()) && (receiver == null || receiver.isDestroyed());
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
