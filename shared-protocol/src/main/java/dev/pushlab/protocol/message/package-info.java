/**
 * What the two ends of the binary protocol say to each other: one record per message type, without any wire format.
 * {@link dev.pushlab.protocol.message.MessageType} lists them; the bytes are the business of the codec package.
 *
 * <p>JDK only.
 */
package dev.pushlab.protocol.message;
