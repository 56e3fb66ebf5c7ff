package dev.pushlab.server.net;

import dev.pushlab.server.access.Role;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the head of each request and refuses it, with an answer and the end of the connection, if it is malformed,
 * too long, for another host, or brings a body that will not be wanted: only who may publish may have a body kept.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

    private final HttpLimits limits;
    private final Access access;
    private boolean refused;

    RequestGuard(HttpLimits limits, Access access) {
        this.limits = limits;
        this.access = access;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (refused) {
            ReferenceCountUtil.release(msg);
            return;
        }
        Optional<Problem> problem = msg instanceof HttpObject part ? check(ctx, part) : Optional.empty();
        if (problem.isPresent()) {
            refused = true;
            ReferenceCountUtil.release(msg);
            LOG.debug("{} refused: {}", ctx.channel(), problem.get().reason());
            if (msg instanceof HttpRequest request) {
                refuse(ctx, request.headers(), problem.get());
            } else {
                HttpRouter.refuse(ctx.channel(), problem.get(), Language.EN);
            }
            return;
        }
        if (msg instanceof HttpRequest) {
            Connection.of(ctx.channel()).agreed();
            RequestDeadlines.of(ctx).headComplete();
        }
        ctx.fireChannelRead(msg);
    }

    /** A page that may read answers may read this one too. */
    private void refuse(ChannelHandlerContext ctx, HttpHeaders request, Problem problem) {
        Language language = Language.negotiate(request.get(HttpHeaderNames.ACCEPT_LANGUAGE));
        HttpRouter.refuse(ctx.channel(), () -> {
            FullHttpResponse response = HttpAnswers.problem(problem, language);
            Cors.addTo(response.headers(), request, access);
            return response;
        });
    }

    private Optional<Problem> check(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            return Optional.of(undecodable(part.decoderResult()));
        }
        if (!(part instanceof HttpRequest request)) {
            return Optional.empty();
        }
        HttpHeaders headers = request.headers();
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return Optional.of(Problem.of(Problem.Reason.UNSUPPORTED_HTTP_VERSION));
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1
                || hosts.isEmpty() && version.minorVersion() > 0
                || hosts.size() == 1 && !Access.isHost(hosts.get(0))) {
            return malformed("Host");
        }
        if (headers.getAll(HttpHeaderNames.AUTHORIZATION).size() > 1) {
            return malformed("Authorization");
        }
        Connection connection = Connection.of(ctx.channel());
        String absolute = connection.scheme().word() + "://";
        if (!request.uri().startsWith("/") && !request.uri().regionMatches(true, 0, absolute, 0, absolute.length())) {
            return malformed("request target");
        }
        if (!onlyChunked(headers, version)) {
            return malformed("Transfer-Encoding");
        }
        if (!hosts.isEmpty() && !access.knowsHost(headers)) {
            return Optional.of(Problem.of(Problem.Reason.MISDIRECTED));
        }
        String expectation = headers.get(HttpHeaderNames.EXPECT);
        if (expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            return Optional.of(Problem.of(Problem.Reason.EXPECTATION_FAILED));
        }
        return body(connection, request);
    }

    /** The only transfer coding understood here, and only in HTTP/1.1 (RFC 9112 §6.1). */
    private static boolean onlyChunked(HttpHeaders headers, HttpVersion version) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || codings.size() == 1
                        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                                codings.get(0).trim())
                        && version.minorVersion() > 0;
    }

    private Optional<Problem> body(Connection connection, HttpRequest request) {
        boolean chunked = HttpUtil.isTransferEncodingChunked(request);
        long length = HttpUtil.getContentLength(request, 0L);
        if (length > limits.body()) {
            return Optional.of(Problem.of(Problem.Reason.PAYLOAD_TOO_LARGE, limits.body()));
        }
        if (!chunked && length == 0) {
            return Optional.empty();
        }
        if (!HttpMethod.POST.equals(request.method()) && !HttpMethod.PUT.equals(request.method())) {
            return malformed("body of a " + request.method());
        }
        return access.caller(request.headers(), connection.arrival()).refusal(Role.PUBLISHER);
    }

    private Problem undecodable(DecoderResult result) {
        Throwable cause = result.cause();
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(Problem.Reason.URI_TOO_LONG, limits.requestLine());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(Problem.Reason.HEADERS_TOO_LARGE, limits.headers());
        }
        LOG.debug("undecodable request", cause);
        return Problem.of(Problem.Reason.MALFORMED_REQUEST, "syntax");
    }

    private static Optional<Problem> malformed(String what) {
        return Optional.of(Problem.of(Problem.Reason.MALFORMED_REQUEST, what));
    }
}
