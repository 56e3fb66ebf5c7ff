/**
 * Multipart streaming: one response of several parts, each of which replaces the one before ({@code
 * multipart/x-mixed-replace}, Netscape 1995, still what cameras send). Try it: {@code curl -N
 * 'http://127.0.0.1:PORT/topics/stocks/multipart-streaming'}; and open the address with {@code ?as=image} as the picture of
 * a page.
 */
package dev.pushlab.server.technique.multipartstreaming;
