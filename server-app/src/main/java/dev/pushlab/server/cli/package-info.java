/**
 * The server's command line. Read {@link dev.pushlab.server.cli.ServerCommand} first. The one package of the server
 * that writes to standard output.
 */
package dev.pushlab.server.cli;
