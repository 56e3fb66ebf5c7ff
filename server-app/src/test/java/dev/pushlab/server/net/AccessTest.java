package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may publish and read: tokens, requests that foreign pages cause, names made to point here. */
class AccessTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 40_000);
    private static final InetSocketAddress HERE_6 = new InetSocketAddress("::1", 40_000);
    private static final InetSocketAddress ELSEWHERE =
            new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("192.0.2.7"), 40_000);

    private static final Tokens TOKENS = Tokens.inMemory(AccessToken.of("correct-horse"));
    private static final Topic TOPIC = new Topic("news");

    private final Access access = new Access(TOKENS, true, Set.of("https://lecture.example"), Set.of("lab.example"));

    // ---- publishing

    @Test
    void theTokenOpensFromAnywhere() {
        HttpHeaders headers = request("lab.example");
        headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer correct-horse");
        headers.set(HttpHeaderNames.ORIGIN, "https://evil.example");
        assertThat(mayPublish(access, headers, ELSEWHERE)).isTrue();
    }

    @Test
    void aWrongTokenIsNotMadeGoodByBeingOnThisMachine() {
        HttpHeaders headers = request("localhost:8080");
        headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer wrong-horse");
        assertThat(mayPublish(access, headers, HERE)).isFalse();
    }

    @Test
    void withoutTokenOnlyThisMachinePublishes() {
        assertThat(mayPublish(access, request("localhost:8080"), HERE)).isTrue();
        assertThat(mayPublish(access, request("[::1]:8080"), HERE_6)).isTrue();
        assertThat(mayPublish(access, request("127.0.0.1:8080"), ELSEWHERE)).isFalse();
    }

    @Test
    void theExemptionCanBeTakenBack() {
        Access strict = new Access(TOKENS, false, Set.of(), Set.of());
        assertThat(mayPublish(strict, request("localhost"), HERE)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "192.0.2.7",
                "lab.example",
                "local host",
                "user@localhost"
            })
    void aNameThatWasMadeToPointHereDoesNotPublish(String host) {
        assertThat(mayPublish(access, request(host), HERE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "http://localhost:3000",
                "https://localhost:8080",
                "https://lecture.example",
                "http://localhost:8080.evil.example"
            })
    void aForeignPageDoesNotPublish(String origin) {
        HttpHeaders headers = request("localhost:8080");
        headers.set(HttpHeaderNames.ORIGIN, origin);
        assertThat(mayPublish(access, headers, HERE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "something-new"})
    void aRequestThatTheBrowserCallsForeignDoesNotPublish(String site) {
        HttpHeaders headers = request("localhost:8080");
        headers.set("sec-fetch-site", site);
        assertThat(mayPublish(access, headers, HERE)).isFalse();
    }

    @Test
    void ourOwnPagePublishes() {
        HttpHeaders headers = request("LocalHost:8080");
        headers.set(HttpHeaderNames.ORIGIN, "http://localhost:8080");
        headers.set("sec-fetch-site", "same-origin");
        assertThat(mayPublish(access, headers, HERE)).isTrue();
    }

    // ---- reading

    @Test
    void pagesConnectFromTheSameOriginOrAListedOne() {
        assertThat(access.mayConnect(request("lab.example"), Scheme.HTTP)).isTrue();
        assertThat(access.mayConnect(from("http://lab.example", "lab.example"), Scheme.HTTP))
                .isTrue();
        assertThat(access.mayConnect(from("https://Lecture.example", "lab.example"), Scheme.HTTP))
                .isTrue();
        assertThat(access.mayConnect(from("http://lecture.example", "lab.example"), Scheme.HTTP))
                .isFalse();
        assertThat(access.mayConnect(from("http://lab.example:81", "lab.example"), Scheme.HTTP))
                .isFalse();
        assertThat(access.mayConnect(from("null", "lab.example"), Scheme.HTTP)).isFalse();
        assertThat(access.mayConnect(from("http://lab.example", null), Scheme.HTTP))
                .isFalse();
    }

    @Test
    void originsAreComparedAsBrowsersWriteThem() {
        assertThat(Access.parseOrigin("HTTPS://Lab.Example")).isEqualTo("https://lab.example");
        assertThat(Access.parseOrigin("https://lab.example:443")).isEqualTo("https://lab.example");
        assertThat(Access.parseOrigin("http://[::1]:80")).isEqualTo("http://[::1]");
        assertThat(Access.parseOrigin("http://lab.example:443")).isEqualTo("http://lab.example:443");
        assertThat(Access.parseOrigin("https://lab.example:8443")).isEqualTo("https://lab.example:8443");
        assertThat(Access.parseOrigin("http://[fe80::80]")).isEqualTo("http://[fe80::80]");
    }

    @Test
    void theSameOriginIsOfTheSameScheme() {
        assertThat(access.mayConnect(from("https://lab.example", "lab.example"), Scheme.HTTPS))
                .isTrue();
        assertThat(access.mayConnect(from("http://lab.example", "lab.example"), Scheme.HTTPS))
                .isFalse();
        assertThat(access.mayConnect(from("https://lab.example", "lab.example"), Scheme.HTTP))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "sub.localhost",
                "127.9.9.9",
                "[::1]:1",
                "192.0.2.7",
                "Lab.example"
            })
    void answersToAddressesAndKnownNames(String host) {
        assertThat(access.knowsHost(request(host))).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"evil.example", "evil.example:8080", "lab.example.evil", "notlocalhost", "[::1", "a b"})
    void otherNamesWereMadeToPointHereBySomebodyElse(String host) {
        assertThat(access.knowsHost(request(host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "a/b", "a:port", "a:123456", "user@host", "[::1]x", "ä.example", "a,b"})
    void malformedHostsAreTold(String host) {
        assertThat(Access.isHost(host)).isFalse();
    }

    private static boolean mayPublish(Access access, HttpHeaders headers, InetSocketAddress remote) {
        return access.caller(headers, new Arrival(remote, Scheme.HTTP, 8080))
                .refusal(TOPIC)
                .isEmpty();
    }

    private static HttpHeaders request(String host) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (host != null) {
            headers.set(HttpHeaderNames.HOST, host);
        }
        return headers;
    }

    private static HttpHeaders from(String origin, String host) {
        return request(host).set(HttpHeaderNames.ORIGIN, origin);
    }
}
