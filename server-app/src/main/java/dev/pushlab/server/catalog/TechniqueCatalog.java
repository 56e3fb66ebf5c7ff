package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.binary.BinaryTechnique;
import dev.pushlab.server.technique.endlesspage.EndlessPageTechnique;
import dev.pushlab.server.technique.fallback.FallbackTechnique;
import dev.pushlab.server.technique.foreveriframe.ForeverIframeTechnique;
import dev.pushlab.server.technique.htmlfile.HtmlfileTechnique;
import dev.pushlab.server.technique.httpframing.HttpFramingTechnique;
import dev.pushlab.server.technique.jsonppolling.JsonpPollingTechnique;
import dev.pushlab.server.technique.longpolling.LongPollingTechnique;
import dev.pushlab.server.technique.multipartstreaming.MultipartStreamingTechnique;
import dev.pushlab.server.technique.pagerefresh.PageRefreshTechnique;
import dev.pushlab.server.technique.piggyback.PiggybackTechnique;
import dev.pushlab.server.technique.reverse.ReverseTechnique;
import dev.pushlab.server.technique.scriptlongpolling.ScriptLongPollingTechnique;
import dev.pushlab.server.technique.shortpolling.ShortPollingTechnique;
import dev.pushlab.server.technique.sse.SseTechnique;
import dev.pushlab.server.technique.websocket.WebSocketTechnique;
import dev.pushlab.server.technique.xhrstreaming.XhrStreamingTechnique;
import java.util.List;
import java.util.Optional;

/** All techniques: one line per room. The only place that knows the rooms; the order is the curriculum. */
public final class TechniqueCatalog {
    private final List<Technique> techniques = List.of(
            new PageRefreshTechnique(), //
            new ShortPollingTechnique(),
            new JsonpPollingTechnique(),
            new PiggybackTechnique(),
            new LongPollingTechnique(),
            new ScriptLongPollingTechnique(),
            new XhrStreamingTechnique(),
            new MultipartStreamingTechnique(),
            new ForeverIframeTechnique(),
            new EndlessPageTechnique(),
            new HtmlfileTechnique(),
            new HttpFramingTechnique(),
            new SseTechnique(),
            new WebSocketTechnique(),
            new FallbackTechnique(),
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
