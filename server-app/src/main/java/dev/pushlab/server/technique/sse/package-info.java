/**
 * Server-Sent Events: one response that never ends, in the text format of the WHATWG HTML standard, section "Server-sent
 * events". Try it: {@code curl -N 'http://127.0.0.1:PORT/topics/stocks/sse'}, and after {@code curl} was interrupted,
 * again with {@code -H 'Last-Event-ID: ID'}.
 */
package dev.pushlab.server.technique.sse;
