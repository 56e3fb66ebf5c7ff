package dev.pushlab.server.net;

import java.net.InetAddress;

/**
 * A limit for each address. What shares an IPv6 /64 counts as one: a single host has that many.
 *
 * @param most at least 1
 * @param loopbackToo whether this machine is bound by it as well
 */
public record PerAddress(int most, boolean loopbackToo) {
    public PerAddress {
        if (most < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }

    /** For everybody but this machine. */
    public static PerAddress of(int most) {
        return new PerAddress(most, false);
    }

    boolean binds(InetAddress address) {
        return loopbackToo || !address.isLoopbackAddress();
    }

    /** An IPv4 address, or the first half of an IPv6 address. */
    static long block(InetAddress address) {
        byte[] bytes = address.getAddress();
        long block = 0;
        for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
            block = block << Byte.SIZE | bytes[i] & 0xff;
        }
        return block;
    }
}
