package dev.pushlab.client.web;

/**
 * A line a page wrote to its console, or an error it did not catch.
 *
 * @param level {@code debug}, {@code log}, {@code info}, {@code warn} or {@code error}
 * @param text at most about 4,096 characters
 */
public record ConsoleMessage(String level, String text) {}
