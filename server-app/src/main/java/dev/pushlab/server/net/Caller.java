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
    private final Kind kind;
    private final InetSocketAddress remote;

    /** How it says who it is. */
    private enum Kind {
        NOTHING,
        TOKEN,
        SESSION
    }

    private Caller(Optional<Principal> known, Tokens tokens, TokenHash shown, Kind kind, InetSocketAddress remote) {
        this.known = known;
        this.tokens = tokens;
        this.shown = shown;
        this.kind = kind;
        this.remote = remote;
    }

    /** @param principal empty where nobody has rights without a token */
    static Caller withoutToken(Optional<Principal> principal, InetSocketAddress remote) {
        return new Caller(principal, null, null, Kind.NOTHING, remote);
    }

    /** A page that got its session for this token. What it may is at most to publish: administration is not for cookies. */
    static Caller ofSession(Tokens tokens, TokenHash token, InetSocketAddress remote) {
        return new Caller(Optional.empty(), tokens, token, Kind.SESSION, remote);
    }

    static Caller withToken(Tokens tokens, String token, InetSocketAddress remote) {
        return token.length() > AccessToken.MAX_LENGTH
                ? new Caller(Optional.empty(), null, null, Kind.TOKEN, remote)
                : new Caller(Optional.empty(), tokens, TokenHash.of(token), Kind.TOKEN, remote);
    }

    /** Who this is; empty if it shows a token that is none. */
    public Optional<Principal> principal() {
        Optional<Principal> present = shown == null ? known : tokens.find(shown);
        return kind == Kind.SESSION ? present.map(Caller::withoutAdministration) : present;
    }

    private static Principal withoutAdministration(Principal principal) {
        return principal.rights().includes(Role.ADMIN) ? new Principal(principal.name(), Rights.PUBLISHER) : principal;
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
                : Optional.of(unauthorized(kind != Kind.NOTHING));
    }

    private Optional<Problem> refusal(Predicate<Rights> enough) {
        Optional<Rights> rights = principal().map(Principal::rights);
        if (rights.filter(enough).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                rights.isEmpty() || shown == null ? unauthorized(kind != Kind.NOTHING) : forbidden(rights.get()));
    }

    /** With the challenge that goes with it (RFC 6750 §3); its {@code error} only if there was a token (§3.1). */
    static Problem unauthorized(boolean tried) {
        return Problem.of(Problem.Reason.UNAUTHORIZED)
                .withHeader(HttpHeaderNames.WWW_AUTHENTICATE, tried ? REALM + ", error=\"invalid_token\"" : REALM);
    }

    private static Problem forbidden(Rights rights) {
        return Problem.of(Problem.Reason.FORBIDDEN, rights.role().word(), rights.topicList())
                .withHeader(HttpHeaderNames.WWW_AUTHENTICATE, REALM + ", error=\"insufficient_scope\"");
    }
}
