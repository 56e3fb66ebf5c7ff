package dev.pushlab.server.console.live;

import dev.pushlab.server.metrics.Figures;
import dev.pushlab.server.metrics.Health;
import java.time.Instant;
import java.util.Optional;

/**
 * What the server said of itself at one moment: the same as {@code GET /metrics} and {@code GET /health}.
 *
 * @param figures empty if they could not be read
 * @param health empty if it could not be read
 */
public record Measured(Instant at, Optional<Figures> figures, Optional<Health.Report> health) {}
