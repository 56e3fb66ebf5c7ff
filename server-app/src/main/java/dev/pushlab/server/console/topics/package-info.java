/** The topics with their rates, and the tickers that feed them. */
package dev.pushlab.server.console.topics;
