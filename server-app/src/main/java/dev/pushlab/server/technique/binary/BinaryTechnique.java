package dev.pushlab.server.technique.binary;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;

/** Length-prefixed frames over TCP. It has no address under {@code /topics}; {@link BinaryRoom} does the work. */
public final class BinaryTechnique implements Technique {
    public static final String ID = "binary";

    @Override
    public TechniqueDescriptor descriptor() {
        return Rooms.descriptor(ID, TechniqueDescriptor.Family.CLIENT_SERVER, TechniqueDescriptor.Kind.NATIVE);
    }
}
