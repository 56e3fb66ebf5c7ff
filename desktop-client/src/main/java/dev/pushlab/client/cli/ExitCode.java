package dev.pushlab.client.cli;

/** How the client ends; docs/cli.md lists them. Picocli gives 1 for unexpected failures and 2 for wrong arguments. */
final class ExitCode {
    static final int DONE = 0;
    static final int REFUSED = 3;
    static final int TIME_OVER = 4;
    static final int NOT_PUBLISHED = 5;

    private ExitCode() {}
}
