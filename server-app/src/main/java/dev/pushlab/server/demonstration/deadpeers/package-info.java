/**
 * Peers that die in several ways, and how long the server keeps what it has for them. Try a peer that stops reading without
 * a word: {@code curl -N 'http://127.0.0.1:PORT/topics/dead-peers/sse'}, and stop it with Ctrl+Z.
 */
package dev.pushlab.server.demonstration.deadpeers;
