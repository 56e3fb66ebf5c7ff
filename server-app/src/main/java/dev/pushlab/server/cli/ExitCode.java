package dev.pushlab.server.cli;

/** How the server ends; docs/cli.md lists them. Picocli gives 1 for unexpected failures and 2 for wrong arguments. */
final class ExitCode {
    static final int DONE = 0;
    static final int UNUSABLE = 2;
    static final int CANNOT_LISTEN = 3;

    private ExitCode() {}
}
