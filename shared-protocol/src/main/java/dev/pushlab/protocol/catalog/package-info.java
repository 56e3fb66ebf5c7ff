/** What a server tells about the techniques it offers, so that a client learns them without knowing them. */
package dev.pushlab.protocol.catalog;
