package dev.pushlab.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the launcher's demo asks of a window.
 *
 * @param length after which the window closes by itself; empty: never
 * @param screenshots the folder for PNG files; empty: none are taken
 */
public record DemoRequest(Optional<Duration> length, Optional<Path> screenshots) {}
