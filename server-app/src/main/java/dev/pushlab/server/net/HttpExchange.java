package dev.pushlab.server.net;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request and its answer. For use on the connection's event loop; {@link #respond} and {@link #fail} from any
 * thread. It is answered exactly once: by a response, a problem, or by being taken over.
 */
public final class HttpExchange {
    private final ChannelHandlerContext ctx;
    private final FullHttpRequest request;
    private final HttpHeaders headers;
    private final HttpMethod method;
    private final Access access;
    private final Done done;
    private final boolean keepAlive;
    private final String target;
    private final Query query;
    private Map<String, String> values = Map.of();
    private boolean answered;
    private LaterAnswer later;

    @FunctionalInterface
    interface Done {
        void answered(ChannelHandlerContext ctx, boolean keepAlive);
    }

    HttpExchange(ChannelHandlerContext ctx, FullHttpRequest request, Access access, Done done) {
        this.ctx = ctx;
        this.request = request;
        this.headers = request.headers();
        this.method = request.method();
        this.access = access;
        this.done = done;
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.target = origin(request.uri());
        this.query = new Query(target);
    }

    /** The request; valid only while the handler runs. */
    public FullHttpRequest request() {
        return request;
    }

    public HttpHeaders headers() {
        return headers;
    }

    public ChannelHandlerContext context() {
        return ctx;
    }

    /**
     * From where a technique that takes the connection over has its bytes written: a place in the pipeline that stays
     * when the HTTP handlers leave.
     */
    public ChannelHandlerContext sink() {
        return ctx.pipeline().context(HandlerNames.ERRORS);
    }

    public Connection connection() {
        return Connection.of(ctx.channel());
    }

    public InetSocketAddress remote() {
        return connection().remote();
    }

    /** How the request came. */
    public Arrival arrival() {
        return connection().arrival();
    }

    public Scheme scheme() {
        return connection().scheme();
    }

    /** Whether it is one of HTTP/1, where the connection is this exchange's alone and its bytes are those of the wire. */
    public boolean isHttp1() {
        return !(ctx.channel() instanceof Http2StreamChannel);
    }

    /** A stream of HTTP/2 carries one request. */
    private boolean keepsAlive() {
        return keepAlive && isHttp1();
    }

    /** What a name in the route's pattern stands for. */
    public String value(String name) {
        return values.get(name);
    }

    /** The path of the request target, undecoded. */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** The query of the request target with its question mark, undecoded; empty if there is none. */
    public String rawQuery() {
        return target.substring(path().length());
    }

    /**
     * The value of a query parameter, the first if there are several.
     *
     * @throws ProblemException if the query cannot be decoded or has more than 32 parameters
     */
    public Optional<String> query(String name) {
        return query.value(name);
    }

    /**
     * A query parameter that is a whole number.
     *
     * @throws ProblemException if it is given and is not a number of this range
     */
    public int query(String name, int min, int max, int otherwise) {
        return query.number(name, min, max, otherwise);
    }

    /** The language for the answer: the parameter {@code lang}, or what the client prefers. */
    public Language language() {
        return languageAsked().orElseGet(() -> Language.negotiate(headers.get(HttpHeaderNames.ACCEPT_LANGUAGE)));
    }

    private Optional<Language> languageAsked() {
        try {
            return query("lang").flatMap(Language::parse);
        } catch (ProblemException e) {
            // The query cannot be read. To say so, a language is needed.
            return Optional.empty();
        }
    }

    /** Who asks. */
    public Caller caller() {
        return access.caller(headers, arrival());
    }

    /** Tells who shows a token over the same connection; for use also when this exchange is long over. */
    public Function<String, Caller> callers() {
        // Of the exchange nothing may be kept: it holds the request.
        Access rules = access;
        InetSocketAddress from = remote();
        return token -> rules.caller(token, from);
    }

    /**
     * Whether whoever asks may read topics. If so, the connection ends when it may not any more before it is answered.
     */
    public boolean mayRead() {
        return readingRefusal().isEmpty();
    }

    /** @throws ProblemException if whoever asks may not read topics; otherwise as {@link #mayRead} */
    public void requireReader() {
        readingRefusal().ifPresent(HttpExchange::refuse);
    }

    private Optional<Problem> readingRefusal() {
        if (!access.readersNeedToken()) {
            return Optional.empty();
        }
        Caller reader = caller();
        // Known first and asked afterwards: what changes in between is seen by one of both.
        connection().reader(reader);
        Optional<Problem> refusal = reader.refusal(Role.VIEWER);
        if (refusal.isPresent()) {
            connection().reader(null);
        }
        return refusal;
    }

    /** @throws ProblemException if whoever asks may not publish to this topic */
    public void requirePublisher(Topic topic) {
        caller().refusal(topic).ifPresent(HttpExchange::refuse);
    }

    /**
     * Who asks, for the audit log.
     *
     * @throws ProblemException unless it is an administrator
     */
    public Actor requireAdmin() {
        Caller caller = caller();
        caller.refusal(Role.ADMIN).ifPresent(HttpExchange::refuse);
        return caller.actor();
    }

    private static void refuse(Problem problem) {
        throw new ProblemException(problem);
    }

    /** @throws ProblemException if the request comes from a page of an origin that may not connect */
    public void requireOrigin() {
        if (!access.mayConnect(headers, scheme())) {
            throw new ProblemException(Problem.Reason.FORBIDDEN_ORIGIN);
        }
    }

    /** @throws ProblemException if a page that may not read may have the answer run as a script, see {@link Access#mayInclude} */
    public void requireIncluder() {
        if (!access.mayInclude(headers, arrival())) {
            throw new ProblemException(Problem.Reason.FORBIDDEN_ORIGIN);
        }
    }

    /** The origin at which this server also is, seen from the one that was asked; empty if there is none. */
    public Optional<String> otherOrigin() {
        return access.otherOrigin(headers, arrival());
    }

    /** @throws ProblemException if a page of another origin has sent the request, allowed or not */
    public void requireOwnPage() {
        if (!access.isOwnPageOrNone(headers, scheme())) {
            throw new ProblemException(Problem.Reason.FORBIDDEN_ORIGIN);
        }
    }

    // ---- answers ------------------------------------------------------------------------------------------------

    /** An answer with a body in memory. */
    public FullHttpResponse response(HttpResponseStatus status, String contentType, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return response;
    }

    /** Answers with JSON that must not be kept. */
    public void respondJson(HttpResponseStatus status, String json) {
        FullHttpResponse response = response(status, "application/json", ByteBufUtil.writeUtf8(ctx.alloc(), json));
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        respond(response);
    }

    /** Answers with 204 and nothing else. */
    public void respondEmpty() {
        respond(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER));
    }

    /** Answers, and goes on to the next request. */
    public void respond(FullHttpResponse response) {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(() -> respond(response));
            return;
        }
        if (answered || !ctx.channel().isActive() || ctx.isRemoved()) {
            response.release();
            return;
        }
        answered = true;
        if (response.status().code() != HttpResponseStatus.NO_CONTENT.code()) {
            // RFC 9110 §8.6: not with 204.
            HttpUtil.setContentLength(response, response.content().readableBytes());
        }
        if (isHttp1()) {
            HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), keepAlive);
        }
        common(response);
        ctx.writeAndFlush(HttpMethod.HEAD.equals(method) ? withoutBody(response) : response)
                .addListener(written -> done.answered(ctx, keepsAlive() && written.isSuccess()));
    }

    /**
     * Answers later.
     *
     * @param beginning begins to wait; must not answer before it returns, and what it throws is answered as usual
     */
    public void later(Function<LaterAnswer, LaterAnswer.Waiting> beginning) {
        LaterAnswer answer = new LaterAnswer(ctx, head(), language(), keepsAlive(), done);
        answer.waits(beginning.apply(answer));
        answered = true;
        later = answer;
    }

    /**
     * Answers after some time; at once if the server shuts down meanwhile, and not at all if the client goes.
     *
     * @param answer makes all of the answer, beginning with the head, when it is due
     */
    public void after(Duration delay, Function<AnswerHead, ByteBuf> answer) {
        later(waiting -> new DelayedAnswer(waiting, ctx.executor(), delay, answer));
    }

    /** The answer that waits; null if there is none. */
    LaterAnswer later() {
        return later;
    }

    private AnswerHead head() {
        boolean byDefault = request.protocolVersion().isKeepAliveDefault();
        String connection = !isHttp1() || keepAlive == byDefault ? "" : keepAlive ? "keep-alive" : "close";
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return new AnswerHead(
                isHttp1() ? AnswerHead.Version.HTTP_1 : AnswerHead.Version.HTTP_2,
                connection,
                origin != null && access.isListed(origin) ? origin : "");
    }

    /** Answers with a problem. */
    public void problem(Problem problem) {
        respond(HttpAnswers.problem(problem, language()));
    }

    /** Answers with the problem that this failure is, or says that there was an internal error, and logs it. */
    public void fail(Throwable failure) {
        problem(Problems.of(failure));
    }

    /**
     * Begins an answer without end, and hands the connection, or the stream of HTTP/2, to its technique: every HTTP handler
     * leaves the pipeline. What the technique writes is the answer's body, which ends when it closes the channel.
     *
     * @param head written first
     * @param room takes the place of the HTTP handlers
     */
    public void stream(HttpResponse head, ChannelHandler room) {
        common(head);
        ChannelPipeline pipeline = ctx.pipeline();
        ChannelHandlerContext encoder = pipeline.context(HandlerNames.HTTP_ENCODER);
        ctx.writeAndFlush(head);
        if (!ctx.channel().isActive()) {
            return;
        }
        replaceHandlers(room);
        pipeline.remove(encoder.handler());
        if (isHttp1()) {
            pipeline.remove(HandlerNames.HTTP_DECODER);
        }
    }

    /**
     * Hands the connection to its technique. Only the HTTP decoder and encoder stay in the pipeline: the handshake of
     * another protocol needs them, and has to remove them.
     *
     * @throws ProblemException over HTTP/2, which upgrades to nothing (RFC 9113 §8.6)
     */
    public void takeOver(ChannelHandler room) {
        if (!isHttp1()) {
            throw new ProblemException(Problem.Reason.UPGRADE_REQUIRED, "HTTP/1.1");
        }
        replaceHandlers(room);
    }

    private void replaceHandlers(ChannelHandler room) {
        answered = true;
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addBefore(HandlerNames.ERRORS, HandlerNames.TECHNIQUE, room);
        pipeline.remove(HandlerNames.DEADLINES);
        pipeline.remove(HandlerNames.GUARD);
        pipeline.remove(HandlerNames.BODY);
        pipeline.remove(HandlerNames.ROUTER);
        connection().state(ConnectionInfo.State.STREAMING);
    }

    void values(Map<String, String> found) {
        values = found;
    }

    private void common(HttpResponse response) {
        HttpHeaders out = response.headers();
        if (!out.contains(HttpHeaderNames.DATE)) {
            HttpAnswers.addDate(out);
        }
        out.set("X-Content-Type-Options", "nosniff");
        Cors.addTo(out, headers, access);
    }

    private static FullHttpResponse withoutBody(FullHttpResponse response) {
        FullHttpResponse head = response.replace(Unpooled.EMPTY_BUFFER);
        response.release();
        return head;
    }

    /** The origin form (RFC 9112 §3.2.1) of a target, which clients may also send in absolute form. */
    private static String origin(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int slash = uri.indexOf('/', uri.indexOf("://") + 3);
        return slash < 0 ? "/" : uri.substring(slash);
    }
}
