/**
 * Measuring, hooked in once for all techniques: {@link dev.pushlab.protocol.tap.WireTap} is the first handler of every
 * pipeline and counts the bytes that TCP carries.
 */
package dev.pushlab.protocol.tap;
