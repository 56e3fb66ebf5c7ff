package dev.pushlab.server.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names by which a machine is found, for {@link Access#knowsHost}. */
public final class HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);
    private static final Pattern SYNTAX = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

    /** RFC 1035 §2.3.4, without the dots of the wire format. */
    private static final int MAX_LENGTH = 253;

    private HostNames() {}

    /**
     * A host name as it is compared: in lower case.
     *
     * @throws IllegalArgumentException unless it is one
     */
    public static String parse(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.length() > MAX_LENGTH || !SYNTAX.matcher(lower).matches()) {
            throw new IllegalArgumentException("a host name, without scheme and port");
        }
        return lower;
    }

    /**
     * The name this machine has given itself, as it is, without its domain, and as it is announced in the local network
     * (RFC 6762 §3). No name that anybody else says it has.
     */
    public static Set<String> ofThisMachine() {
        try {
            return variants(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            LOG.info("This machine's own name is not known: {}", e.getMessage());
            return Set.of();
        }
    }

    static Set<String> variants(String name) {
        Set<String> names = new HashSet<>();
        try {
            String own = parse(name);
            String first = own.split("\\.", 2)[0];
            names.add(own);
            names.add(first);
            names.add(first + ".local");
        } catch (IllegalArgumentException e) {
            LOG.info("This machine's own name is not a host name");
        }
        return names;
    }
}
