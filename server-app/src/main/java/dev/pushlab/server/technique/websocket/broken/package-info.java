/**
 * Deliberately vulnerable code, to show on this machine what a server risks that does not look at {@code Origin}. It serves
 * made-up data under a cookie of its own and knows nothing of the hub; nothing else may depend on it, and only the catalog
 * adds its addresses. As long as no administrator switches its check off, it is not vulnerable either.
 */
package dev.pushlab.server.technique.websocket.broken;
