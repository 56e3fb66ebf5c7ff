package dev.pushlab.server.cli;

import dev.pushlab.cli.DemoRequest;
import dev.pushlab.cli.WindowLook;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line asks the console for.
 *
 * @param data folder for the window's state
 * @param look how the window is to begin; what is left out is as the user left it
 * @param demo what the demo of the launcher asks for; empty outside the demo
 */
public record WindowOptions(Path data, WindowLook look, Optional<DemoRequest> demo) {}
