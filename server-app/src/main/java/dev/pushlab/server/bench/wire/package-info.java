/**
 * How the servers under test are talked to: what a subscriber and a publisher say, and parsers by hand of what they hear.
 * A parser keeps a few fields per connection and no bytes of payloads, and input may be torn anywhere.
 */
package dev.pushlab.server.bench.wire;
