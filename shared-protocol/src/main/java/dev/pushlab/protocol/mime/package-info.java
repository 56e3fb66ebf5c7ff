/** Bodies of several parts, as a client of {@code multipart/x-mixed-replace} reads them. Needs nothing but the JDK. */
package dev.pushlab.protocol.mime;
