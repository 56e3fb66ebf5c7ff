/**
 * What differs between operating systems and is the same for both programs.
 *
 * <p>JDK only.
 */
package dev.pushlab.protocol.platform;
