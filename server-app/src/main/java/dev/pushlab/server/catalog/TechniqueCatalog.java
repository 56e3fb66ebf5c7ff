package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.binary.BinaryTechnique;
import dev.pushlab.server.technique.httpframing.HttpFramingTechnique;
import dev.pushlab.server.technique.longpolling.LongPollingTechnique;
import dev.pushlab.server.technique.multipartstreaming.MultipartStreamingTechnique;
import dev.pushlab.server.technique.reverse.ReverseTechnique;
import dev.pushlab.server.technique.shortpolling.ShortPollingTechnique;
import dev.pushlab.server.technique.sse.SseTechnique;
import dev.pushlab.server.technique.websocket.WebSocketTechnique;
import java.util.List;
import java.util.Optional;

/** All techniques: one line per room. The only place that knows the rooms; the order is the curriculum. */
public final class TechniqueCatalog {
    private final List<Technique> techniques = List.of(
            new ShortPollingTechnique(), //
            new LongPollingTechnique(),
            new MultipartStreamingTechnique(),
            new HttpFramingTechnique(),
            new SseTechnique(),
            new WebSocketTechnique(),
            new BinaryTechnique(),
            new ReverseTechnique());

    public List<Technique> techniques() {
        return techniques;
    }

    public List<TechniqueDescriptor> descriptors() {
        return techniques.stream().map(Technique::descriptor).toList();
    }

    public Optional<Technique> find(String id) {
        return techniques.stream()
                .filter(technique -> technique.descriptor().id().equals(id))
                .findFirst();
    }
}
