package dev.pushlab.protocol.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a body.
 *
 * @param headers by names in lower case, in the order in which they came; of several with one name the last
 * @param body as it was transferred; must not be modified
 */
public record Part(Map<String, String> headers, byte[] body) {
    /** A header, in whatever case its name is given. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * The body as it was before {@code Content-Transfer-Encoding}.
     *
     * @throws MalformedBodyException if it says base64 and is not
     */
    public byte[] content() throws MalformedBodyException {
        if (!header("content-transfer-encoding").orElse("").equalsIgnoreCase("base64")) {
            return body;
        }
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new MalformedBodyException("base64 that is none");
        }
    }

    /** The content, read as UTF-8. */
    public String text() throws MalformedBodyException {
        return new String(content(), StandardCharsets.UTF_8);
    }
}
