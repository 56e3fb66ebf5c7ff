package dev.pushlab.server.net;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Principal;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.access.TokenHash;
import dev.pushlab.server.access.Tokens;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whoever sent a request or opened a connection. What it may do is looked up each time it is asked, so a token that is
 * revoked or rotated is refused from then on. Remembers no token, only what was made of it.
 */
public final class Caller {
    private static final String REALM = "Bearer realm=\"pushlab\"";

    private final Optional<Principal> known;
    private final Tokens tokens;
    private final TokenHash shown;
    private final InetSocketAddress remote;

    private Caller(Optional<Principal> known, Tokens tokens, TokenHash shown, InetSocketAddress remote) {
        this.known = known;
        this.tokens = tokens;
        this.shown = shown;
        this.remote = remote;
    }

    static Caller withoutToken(Principal principal, InetSocketAddress remote) {
        return new Caller(Optional.of(principal), null, null, remote);
    }

    static Caller withToken(Tokens tokens, String token, InetSocketAddress remote) {
        return token.length() > AccessToken.MAX_LENGTH
                ? new Caller(Optional.empty(), null, null, remote)
                : new Caller(Optional.empty(), tokens, TokenHash.of(token), remote);
    }

    /** Who this is; empty if it shows a token that is none. */
    public Optional<Principal> principal() {
        return shown == null ? known : tokens.find(shown);
    }

    /** For the audit log. */
    public Actor actor() {
        String from = remote.getAddress() == null
                ? remote.getHostString()
                : remote.getAddress().getHostAddress();
        return new Actor(principal().map(Principal::name).orElse("unknown"), from);
    }

    /** Why this one may not do what needs a role: 401 without a right token, 403 if its role is less; empty: it may. */
    public Optional<Problem> refusal(Role needed) {
        return refusal(rights -> rights.includes(needed));
    }

    /** Why this one may not publish to a topic, as above; empty: it may. */
    public Optional<Problem> refusal(Topic topic) {
        return refusal(rights -> rights.mayPublish(topic));
    }

    /** The same for what must be kept for somebody in particular: not for whoever has no name. */
    public Optional<Problem> refusalOfNobody() {
        return principal().filter(it -> it != Principal.ANONYMOUS).isPresent()
                ? Optional.empty()
                : Optional.of(unauthorized());
    }

    private Optional<Problem> refusal(Predicate<Rights> enough) {
        Optional<Rights> rights = principal().map(Principal::rights);
        if (rights.filter(enough).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(rights.isEmpty() || shown == null ? unauthorized() : forbidden(rights.get()));
    }

    /** With the challenge that goes with it (RFC 6750 §3); its {@code error} only if there was a token (§3.1). */
    private Problem unauthorized() {
        boolean tried = known.isEmpty();
        return Problem.of(Problem.Reason.UNAUTHORIZED)
                .withHeader(HttpHeaderNames.WWW_AUTHENTICATE, tried ? REALM + ", error=\"invalid_token\"" : REALM);
    }

    private static Problem forbidden(Rights rights) {
        return Problem.of(Problem.Reason.FORBIDDEN, rights.role().word(), rights.topicList())
                .withHeader(HttpHeaderNames.WWW_AUTHENTICATE, REALM + ", error=\"insufficient_scope\"");
    }
}
