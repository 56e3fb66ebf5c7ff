package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Bytes;

/**
 * Who the other side has proved to be.
 *
 * @param name how it calls itself, 0 to 64 characters; believed only as far as the identity is
 * @param identity its raw Ed25519 public key, 32 bytes
 * @param fingerprint SHA-256 of the identity, 64 lower-case hex digits
 */
public record Peer(String name, Bytes identity, String fingerprint) {}
