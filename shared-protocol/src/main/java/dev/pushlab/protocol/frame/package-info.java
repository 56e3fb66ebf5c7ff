/**
 * The wire unit of the binary protocol: length-prefixed frames and their limits (docs/protocol.md, "Frames"). Read
 * {@link dev.pushlab.protocol.frame.FrameDecoder} first; what the bodies mean is the business of the codec package.
 */
package dev.pushlab.protocol.frame;
