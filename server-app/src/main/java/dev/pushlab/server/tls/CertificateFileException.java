package dev.pushlab.server.tls;

import dev.pushlab.server.net.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;

/** A file of a certificate or of its key cannot be used; {@link #reason()} says why, and the text names the file. */
public final class CertificateFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String BUNDLE = "dev.pushlab.server.tls.messages";

    /** What is wrong with it. */
    public enum Reason {
        MISSING,
        /** The user under whom this server runs may not read it. */
        FORBIDDEN,
        /** Argument: what the system says. */
        UNREADABLE,
        /** Longer than 1 MiB: something else. */
        TOO_LONG,
        /** It has no certificate in PEM. */
        NO_CERTIFICATE,
        /** It has no private key in PEM. */
        NO_KEY,
        /** The private key wants a password. */
        ENCRYPTED_KEY,
        /** Everybody may read the private key, or somebody else may change it. */
        EXPOSED_KEY,
        /** The key is of a kind that cannot be used, or broken. */
        UNUSABLE_KEY,
        /** The private key is not the certificate's. Argument: the file of the certificate. */
        MISMATCH,
        /** The certificates do not follow each other. */
        BROKEN_CHAIN,
        /** Argument: since when. */
        EXPIRED,
        /** Argument: from when on. */
        NOT_YET_VALID,
        /** The file that this server has written itself is not as it was written. */
        DAMAGED
    }

    private final Reason reason;
    private final transient List<Object> arguments;

    CertificateFileException(Reason reason, Path file, Object... others) {
        this(reason, arguments(file, others));
    }

    private CertificateFileException(Reason reason, List<Object> arguments) {
        super(text(reason, arguments, Language.EN));
        this.reason = reason;
        this.arguments = arguments;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong with which file, and what to do. */
    public String text(Language language) {
        return text(reason, arguments, language);
    }

    private static List<Object> arguments(Path file, Object... others) {
        Object[] all = new Object[others.length + 1];
        all[0] = file.toString();
        for (int i = 0; i < others.length; i++) {
            all[i + 1] = others[i].toString();
        }
        return List.of(all);
    }

    private static String text(Reason reason, List<Object> arguments, Language language) {
        String key = "certificate." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String pattern = language.bundle(BUNDLE).getString(key);
        return new MessageFormat(pattern, language.locale()).format(arguments.toArray());
    }
}
