package dev.pushlab.client.cli;

import dev.pushlab.client.connection.ConnectionState;
import java.util.function.Consumer;

/** Runs something once, when the client is connected for the first time. */
final class FirstConnection implements Consumer<ConnectionState> {
    private final Runnable task;
    private boolean done;

    FirstConnection(Runnable task) {
        this.task = task;
    }

    @Override
    public void accept(ConnectionState state) {
        if (!done && state.phase() == ConnectionState.Phase.CONNECTED) {
            done = true;
            task.run();
        }
    }
}
