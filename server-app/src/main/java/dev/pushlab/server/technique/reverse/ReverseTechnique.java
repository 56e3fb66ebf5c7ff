package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;

/** The server dials the client. It has no address under {@code /topics}; {@link ReverseRoom} does the work. */
public final class ReverseTechnique implements Technique {
    public static final String ID = "reverse";

    @Override
    public TechniqueDescriptor descriptor() {
        return Rooms.descriptor(ID, TechniqueDescriptor.Family.CLIENT_SERVER, TechniqueDescriptor.Kind.NATIVE);
    }
}
