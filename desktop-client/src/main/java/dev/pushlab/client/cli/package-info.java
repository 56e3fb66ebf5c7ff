/**
 * The client's command line: what may be written there, and the sub-commands that run without a window. Documented in
 * docs/cli.md. Read {@link dev.pushlab.client.cli.ClientOptions} first.
 *
 * <p>No JavaFX. The only package of the client that writes to standard output.
 */
package dev.pushlab.client.cli;
