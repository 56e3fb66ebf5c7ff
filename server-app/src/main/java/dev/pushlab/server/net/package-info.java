/**
 * Listening, connections and HTTP/1.1: what every technique stands upon and no technique needs to repeat. The order of
 * the pipeline is written once, in {@link dev.pushlab.server.net.HttpInitializer}, with the names of {@link
 * dev.pushlab.server.net.HandlerNames}.
 */
package dev.pushlab.server.net;
