package dev.pushlab.server.net;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * Why a request is not answered as it wished: the status and a problem description for its body (RFC 9457).
 *
 * @param reason what is wrong; stable, for programs
 * @param arguments for the placeholders of the localized detail
 * @param headers to be added to the answer
 */
public record Problem(Reason reason, List<Object> arguments, Map<String, String> headers) {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String BUNDLE = "dev.pushlab.server.net.messages";

    /** The reasons; the name in lower case with hyphens is on the wire and in the documentation. */
    public enum Reason {
        MALFORMED_REQUEST(400),
        INVALID_TOPIC(400),
        INVALID_ID(400),
        INVALID_TYPE(400),
        INVALID_CONTENT_TYPE(400),
        INVALID_PAYLOAD(400),
        INVALID_PARAMETER(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        FORBIDDEN_ORIGIN(403),
        OBSTRUCTED(403),
        NOT_FOUND(404),
        UNKNOWN_TECHNIQUE(404),
        UNKNOWN_TOKEN(404),
        UNKNOWN_PEER(404),
        UNKNOWN_SUBSCRIPTION(404),
        UNKNOWN_STREAM(404),
        UNKNOWN_TRACE(404),
        METHOD_NOT_ALLOWED(405),
        REQUEST_TIMEOUT(408),
        TOKEN_EXISTS(409),
        PERMANENT_TOKEN(409),
        TOO_MANY_RIGHTS(409),
        NO_STORAGE(409),
        NOT_DURABLE(409),
        TOPIC_IN_USE(409),
        PAYLOAD_TOO_LARGE(413),
        URI_TOO_LONG(414),
        EXPECTATION_FAILED(417),
        MISDIRECTED(421),
        KEY_REUSED(422),
        UPGRADE_REQUIRED(426),
        TOO_MANY_REQUESTS(429),
        HEADERS_TOO_LARGE(431),
        INTERNAL_ERROR(500),
        TOO_MANY_CONNECTIONS(503),
        TOO_MANY_TOPICS(503),
        TOO_MANY_SUBSCRIPTIONS(503),
        STORAGE_UNAVAILABLE(503),
        STORAGE_BUSY(503),
        SHUTTING_DOWN(503),
        UNSUPPORTED_HTTP_VERSION(505),
        ONLY_HTTP_1(505),
        STORAGE_FULL(507);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        public HttpResponseStatus status() {
            return HttpResponseStatus.valueOf(status);
        }

        /** As on the wire, e.g. {@code invalid-topic}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Problem {
        arguments = List.copyOf(arguments);
        headers = Map.copyOf(headers);
    }

    public static Problem of(Reason reason, Object... arguments) {
        return new Problem(reason, List.of(arguments), Map.of());
    }

    public Problem withHeader(CharSequence name, String value) {
        return new Problem(reason, arguments, Map.of(name.toString(), value));
    }

    /** The address of the description of this kind of problem, relative to this server. */
    public String type() {
        return "/problems/" + reason.code();
    }

    /** What kind of problem it is, in a few words. */
    public String title(Language language) {
        return text(language, "title");
    }

    /** What is wrong in this case and what to do about it. */
    public String detail(Language language) {
        return text(language, "detail");
    }

    private String text(Language language, String part) {
        ResourceBundle bundle = language.bundle(BUNDLE);
        String pattern = bundle.getString("problem." + reason.code() + "." + part);
        return new MessageFormat(pattern, language.locale()).format(arguments.toArray());
    }
}
