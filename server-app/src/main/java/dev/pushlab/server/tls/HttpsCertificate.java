package dev.pushlab.server.tls;

import dev.pushlab.protocol.observe.State;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a running server, and what comes after it: files that were given are read again when they change,
 * and one that the server has made itself is made again before it ends. Connections that stand keep theirs. What cannot
 * be used is logged, and the one before stays.
 *
 * <p>Safe for use by any thread; {@link #look} waits for the disk.
 */
public final class HttpsCertificate implements Supplier<SslContext> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsCertificate.class);

    /** One that was given and has less than this left is worth a warning. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Source source;
    private final Clock clock;
    private final State<String> fingerprint;
    private volatile Current current;
    private String complaint = "";

    private record Current(ServerCertificate certificate, SslContext context) {}

    /** Where certificates come from. */
    private interface Source {
        ServerCertificate read(Instant now) throws IOException;

        /** Whether there may be another one than that. */
        boolean hasChanged(ServerCertificate present, Instant now) throws IOException;
    }

    private HttpsCertificate(Source source, Clock clock) throws IOException {
        this.source = source;
        this.clock = clock;
        this.current = read();
        this.fingerprint = new State<>(certificate().fingerprint());
    }

    /**
     * The certificate as the options have it.
     *
     * @param folder for one that the server makes itself; empty: nowhere
     * @param names host names and IP addresses for such a one, beside those of loopback
     * @throws CertificateFileException if a file cannot be used
     * @throws IOException if the data folder cannot be read or written
     */
    public static HttpsCertificate open(HttpsOptions options, Optional<Path> folder, Stream<String> names, Clock clock)
            throws IOException {
        if (options.given().isPresent()) {
            return new HttpsCertificate(new GivenSource(options.given().get()), clock);
        }
        SortedSet<String> all = Stream.concat(Stream.of("localhost", "127.0.0.1", "::1"), names)
                .map(SelfMade::canonical)
                .collect(Collectors.toCollection(TreeSet::new));
        return new HttpsCertificate(new OwnSource(folder.map(KeptCertificate::new), all), clock);
    }

    public ServerCertificate certificate() {
        return current.certificate;
    }

    /** The fingerprint of the certificate, now and whenever there is another one. */
    public State<String> fingerprint() {
        return fingerprint;
    }

    /** What the next connection is to use. */
    @Override
    public SslContext get() {
        return current.context;
    }

    /** Sees whether there is another certificate by now. */
    public void look() {
        try {
            if (source.hasChanged(certificate(), clock.instant())) {
                current = read();
                fingerprint.set(certificate().fingerprint());
                LOG.info("The certificate of HTTPS is now {}", certificate());
            }
        } catch (IOException | RuntimeException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    /** Once about the same. */
    private synchronized void complain(String about) {
        if (!about.equals(complaint)) {
            complaint = about;
            LOG.warn("The certificate of HTTPS stays as it is: {}", about);
        }
    }

    private Current read() throws IOException {
        ServerCertificate certificate = source.read(clock.instant());
        if (clock.instant().isAfter(certificate.notAfter().minus(SOON))) {
            LOG.warn("The certificate of HTTPS ends on {}", certificate.notAfter());
        }
        return new Current(certificate, Tls.context(certificate));
    }

    /** Goes by the times of the files. A pair of which one is written yet is found wrong, and read again with the other. */
    private static final class GivenSource implements Source {
        private final HttpsOptions.Given files;
        private String seen = "";

        GivenSource(HttpsOptions.Given files) {
            this.files = files;
        }

        @Override
        public synchronized ServerCertificate read(Instant now) throws IOException {
            seen = state();
            return PemFiles.read(files.certificate(), files.key(), now);
        }

        @Override
        public synchronized boolean hasChanged(ServerCertificate present, Instant now) throws IOException {
            return !state().equals(seen);
        }

        private String state() throws IOException {
            return FileState.of(files.certificate()) + " " + FileState.of(files.key());
        }
    }

    private record OwnSource(Optional<KeptCertificate> kept, SortedSet<String> names) implements Source {
        @Override
        public ServerCertificate read(Instant now) throws IOException {
            return kept.isPresent() ? kept.get().loadOrMake(names, now) : SelfMade.make(names, now);
        }

        @Override
        public boolean hasChanged(ServerCertificate present, Instant now) {
            return !KeptCertificate.isGood(present, names, now);
        }
    }
}
