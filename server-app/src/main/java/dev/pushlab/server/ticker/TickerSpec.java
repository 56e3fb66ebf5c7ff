package dev.pushlab.server.ticker;

import dev.pushlab.protocol.event.Topic;

/**
 * Where a ticker publishes, and how often.
 *
 * @param topic receives the events
 * @param rate events per second, 0.01 to 10,000
 */
public record TickerSpec(Topic topic, double rate) {
    public static final double MIN_RATE = 0.01;
    public static final double MAX_RATE = 10_000;

    public TickerSpec {
        if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
            throw new IllegalArgumentException("a rate is " + MIN_RATE + " to " + MAX_RATE + " events per second");
        }
    }

    /**
     * Reads {@code TOPIC:RATE}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static TickerSpec parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a ticker is written TOPIC:RATE");
        }
        double rate;
        try {
            rate = Double.parseDouble(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a rate: " + text.substring(colon + 1), e);
        }
        return new TickerSpec(new Topic(text.substring(0, colon)), rate);
    }
}
