package dev.pushlab.server.technique.binary;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.SessionConformance;
import dev.pushlab.server.conformance.SessionReceiver;

class BinaryConformanceIT extends SessionConformance {
    private static final Identity IDENTITY = Identity.generate();

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) {
        SessionReceiver receiver = new SessionReceiver(topic, after);
        SessionConfig config = SessionReceiver.config().withIdentity(IDENTITY);
        receiver.owns(dial(server, channel -> SessionPipelines.forwardDialler(channel, config, receiver)));
        return receiver;
    }
}
