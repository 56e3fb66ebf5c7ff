package dev.pushlab.server.access;

import java.util.Locale;

/** What somebody may do. Each role includes those before it. */
public enum Role {
    /** Reads topics. */
    VIEWER,
    /** Publishes. */
    PUBLISHER,
    /** Hands out rights and configures topics. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As in files and in JSON: the name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException unless it is {@code viewer}, {@code publisher} or {@code admin} */
    public static Role parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("viewer, publisher or admin");
    }
}
