package dev.pushlab.client.screen.connect;

import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.StatusBadge.Tone;

/**
 * What went wrong with the connection, to be read where it happened.
 *
 * @param what in one line
 * @param why the cause and what one can do about it
 * @param next what the client does by itself; {@link Phrase#NONE} if nothing
 * @param detail for developers; may be empty
 */
public record Failure(Tone tone, Phrase what, Phrase why, Phrase next, String detail) {}
