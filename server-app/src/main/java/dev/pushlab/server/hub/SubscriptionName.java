package dev.pushlab.server.hub;

import java.util.regex.Pattern;

/**
 * Tells the durable subscriptions of a topic apart.
 *
 * @param owner whose it is, e.g. {@code token:ci}; nobody else can use it. 1 to 128 visible ASCII characters
 * @param name chosen by the owner: 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}
 */
public record SubscriptionName(String owner, String name) implements Comparable<SubscriptionName> {
    /** The owner of those whom this machine is enough to know by. */
    public static final String LOCAL = "local";

    private static final Pattern OWNER = Pattern.compile("[!-~]{1,128}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException naming the part that is not as above */
    public SubscriptionName {
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("owner");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name");
        }
    }

    /** Of whoever shows the token of this name. */
    public static SubscriptionName ofToken(String token, String name) {
        return new SubscriptionName("token:" + token, name);
    }

    /** Of whoever proves the identity with this fingerprint. */
    public static SubscriptionName ofPeer(String fingerprint, String name) {
        return new SubscriptionName("peer:" + fingerprint, name);
    }

    @Override
    public int compareTo(SubscriptionName other) {
        int byOwner = owner.compareTo(other.owner);
        return byOwner != 0 ? byOwner : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
