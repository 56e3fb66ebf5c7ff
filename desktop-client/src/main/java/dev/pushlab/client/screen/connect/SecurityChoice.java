package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ConnectOptions.Security;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.KeyFileException;
import dev.pushlab.protocol.keys.SharedSecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** How the server of the next connection is to be believed, as somebody chooses it in the window. FX thread only. */
public final class SecurityChoice {
    /** What there is to choose from. */
    public enum Kind {
        /** Identities; a server met for the first time is believed and remembered. */
        FIRST_USE,
        /** Identities; only the server with this fingerprint is believed. */
        PIN,
        /** Whoever knows the secret in a file is believed. */
        SHARED_SECRET,
        /** Nobody proves anything, and everything can be read on the way. */
        PLAINTEXT
    }

    private final ConnectOptions given;
    private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>();
    private final StringProperty pin = new SimpleStringProperty("");
    private final StringProperty secretFile = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Phrase> problem = new ReadOnlyObjectWrapper<>(Phrase.NONE);

    /** @param given what the command line asked for, to begin with */
    public SecurityChoice(ConnectOptions given) {
        this.given = given;
        kind.set(
                switch (given.security()) {
                    case IDENTITY -> given.pin().isPresent() ? Kind.PIN : Kind.FIRST_USE;
                    case SHARED_SECRET -> Kind.SHARED_SECRET;
                    case PLAINTEXT -> Kind.PLAINTEXT;
                });
        given.pin().ifPresent(pin::set);
        kind.addListener(change -> problem.set(Phrase.NONE));
        pin.addListener(change -> problem.set(Phrase.NONE));
        secretFile.addListener(change -> problem.set(Phrase.NONE));
    }

    public ObjectProperty<Kind> kindProperty() {
        return kind;
    }

    /** The fingerprint as typed; it counts for {@link Kind#PIN} only. */
    public StringProperty pinProperty() {
        return pin;
    }

    /** The path of the file, as typed; it counts for {@link Kind#SHARED_SECRET} only. */
    public StringProperty secretFileProperty() {
        return secretFile;
    }

    /** What is wrong with the choice; {@link Phrase#NONE} until it is used, and again once it is changed. */
    public ReadOnlyObjectProperty<Phrase> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Whether the secret of the command line is used as long as no file is named. */
    public boolean hasGivenSecret() {
        return given.security() == Security.SHARED_SECRET;
    }

    /** Says what is wrong with a fingerprint that has been typed; nothing while there is none yet. */
    public void checkPin() {
        if (kind.get() == Kind.PIN && !text(pin).isEmpty()) {
            pinned();
        }
    }

    /**
     * The choice, for a connection that is to be made now; the file of a shared secret is read each time.
     *
     * @return empty if something is wrong with it: then {@link #problemProperty} says what
     */
    public Optional<ConnectOptions> options() {
        problem.set(Phrase.NONE);
        return switch (kind.get()) {
            case FIRST_USE -> Optional.of(ConnectOptions.DEFAULT);
            case PIN -> pinned();
            case SHARED_SECRET -> sharedSecret();
            case PLAINTEXT -> Optional.of(ConnectOptions.plaintext());
        };
    }

    private Optional<ConnectOptions> pinned() {
        try {
            return Optional.of(
                    ConnectOptions.pinned(Fingerprint.parse(text(pin)).toString()));
        } catch (IllegalArgumentException e) {
            return wrong("connect.next.pin.invalid");
        }
    }

    private Optional<ConnectOptions> sharedSecret() {
        if (text(secretFile).isEmpty()) {
            return hasGivenSecret() ? Optional.of(given) : wrong("connect.next.secret.missing");
        }
        try {
            Path file = Path.of(text(secretFile));
            if (!Files.isRegularFile(file)) {
                return wrong("connect.next.secret.unreadable");
            }
            // Not wiped when another one takes its place: a handshake under way may still need it.
            return Optional.of(ConnectOptions.sharedSecret(SharedSecretFile.read(file)));
        } catch (KeyFileException e) {
            return wrong(
                    switch (e.reason()) {
                        case READABLE_BY_OTHERS, WRITABLE_BY_OTHERS -> "connect.next.secret.open";
                        case MALFORMED -> "connect.next.secret.malformed";
                        case FULL, CONFLICT, LOCKED -> "connect.next.secret.unreadable";
                    });
        } catch (IOException | InvalidPathException e) {
            return wrong("connect.next.secret.unreadable");
        }
    }

    private Optional<ConnectOptions> wrong(String key) {
        problem.set(Phrase.of(key));
        return Optional.empty();
    }

    private static String text(StringProperty property) {
        return property.get() == null ? "" : property.get().trim();
    }
}
