/**
 * Messages to bytes and back (docs/protocol.md, "Messages"). Read {@link dev.pushlab.protocol.codec.MessageCodec}
 * first.
 */
package dev.pushlab.protocol.codec;
