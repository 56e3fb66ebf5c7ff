package dev.pushlab.server.console.metrics;

/**
 * One series in figures.
 *
 * @param series as in {@link Chart#series()}, or the id of a technique
 * @param now the newest value
 * @param mean of the last minutes
 * @param most in the last minutes
 */
record SeriesRow(Chart chart, String series, double now, double mean, double most) {
    /** The same as long as the series is there. */
    String key() {
        return chart.name() + " " + series;
    }
}
