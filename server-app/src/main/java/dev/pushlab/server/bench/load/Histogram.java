package dev.pushlab.server.bench.load;

/**
 * Counts values in buckets whose width grows with the value: exact up to 127, then wrong by at most 1/64. Not
 * thread-safe.
 */
public final class Histogram {
    private static final int SUB_BUCKETS = 64;
    private static final int SUB_BUCKET_BITS = 6;

    private final long[] counts = new long[(Long.SIZE - SUB_BUCKET_BITS) * SUB_BUCKETS];
    private long total;

    /** @param value 0 or more; a negative one counts as 0 */
    public void record(long value) {
        counts[bucket(Math.max(0, value))]++;
        total++;
    }

    public long count() {
        return total;
    }

    /**
     * The value that so many of a hundred do not exceed, to the upper end of its bucket.
     *
     * @param percent above 0, at most 100
     * @throws IllegalStateException if nothing was recorded
     */
    public long percentile(double percent) {
        if (total == 0) {
            throw new IllegalStateException("nothing was recorded");
        }
        long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return highest(i);
            }
        }
        throw new IllegalArgumentException(percent + " %");
    }

    private static int bucket(long value) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BUCKET_BITS - 1);
        return shift * SUB_BUCKETS + (int) (value >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
        return (bucket - (long) shift * SUB_BUCKETS + 1 << shift) - 1;
    }
}
