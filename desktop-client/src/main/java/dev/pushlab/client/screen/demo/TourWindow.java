package dev.pushlab.client.screen.demo;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** What a tour does to a window, and asks of it. */
public interface TourWindow {
    /**
     * Shows a technique's screen.
     *
     * @return false while there is no such technique, as before the catalog has been read
     */
    boolean open(String technique);

    /** Shows the screen of keys. */
    void openKeys();

    /** How many events the page of this technique says it has received; 0 while it is not shown. */
    long eventsInPage(String technique);

    /** How many events the client has received itself. */
    long eventsReceived();

    /** Switches to reverse mode. */
    void reverse();

    /** Whether the server has dialled and handed over a key. */
    boolean keyed();

    /** Saves what the window shows. */
    CompletionStage<Path> picture(Path file);
}
