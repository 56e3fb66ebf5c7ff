/**
 * Thread per connection against non-blocking: a small blocking server with a pool of four threads, started beside the real
 * one, and the same long polls at both. Try it while the page has it running: the page shows the command.
 */
package dev.pushlab.server.demonstration.blockingserver;
