/**
 * What the command lines of both programs have in common: how a window is to look, and what the launcher's demo asks of
 * it. No JavaFX: a program without a window reads the same arguments.
 */
package dev.pushlab.cli;
