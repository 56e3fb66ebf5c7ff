/** The command line of the measurements; the one package of them that writes to standard output. */
package dev.pushlab.server.bench.cli;
