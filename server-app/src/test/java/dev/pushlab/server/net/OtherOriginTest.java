package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.BrowserSessions;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.access.Tokens;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of the server's own that are of another origin, and scripts, which any page may run. */
class OtherOriginTest {
    private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 40_000);
    private static final Arrival HERE = new Arrival(REMOTE, Scheme.HTTP, 8080);
    private static final Tokens TOKENS = Tokens.inMemory(AccessToken.of("correct-horse"));

    private final Access access = new Access(TOKENS, true, Set.of("https://lecture.example"), Set.of("lab.example"));

    /** A script says nothing of who may read it, so only known pages get one, and those who are none. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // from, Referer, Sec-Fetch-Site, User-Agent
                "-, -, -, curl/8.5, true",
                "-, -, -, -, true",
                "-, -, -, Mozilla/5.0 (X11; Linux x86_64), false",
                "-, -, -, Mozilla/4.0 (compatible; MSIE 6.0), false",
                "-, -, -, Opera/9.80, false",
                "-, -, same-origin, Mozilla/5.0, true",
                "-, -, none, Mozilla/5.0, true",
                "-, -, same-site, Mozilla/5.0, false",
                "-, -, cross-site, Mozilla/5.0, false",
                "-, -, cross-site, curl/8.5, false",
                "-, http://127.0.0.1:8081/, same-site, Mozilla/5.0, true",
                "-, http://127.0.0.1:8080/techniques/, same-origin, Mozilla/5.0, true",
                "-, http://127.0.0.1:8081/, -, Mozilla/5.0, true",
                "-, HTTP://127.0.0.1:8081, -, Mozilla/5.0, true",
                "-, http://127.0.0.1:8082/, same-site, Mozilla/5.0, false",
                "-, https://127.0.0.1:8081/, -, Mozilla/5.0, false",
                "-, http://localhost:8081/, cross-site, Mozilla/5.0, false",
                "-, http://127.0.0.1:8081@evil.example/, -, Mozilla/5.0, false",
                "-, http://evil.example/http://127.0.0.1:8081/, -, Mozilla/5.0, false",
                "-, http://evil.example, cross-site, Mozilla/5.0, false",
                "-, https://lecture.example/a?b, cross-site, Mozilla/5.0, true",
                "-, about:client, -, Mozilla/5.0, false",
                "-, about:client, -, curl/8.5, false",
                "null, -, cross-site, Mozilla/5.0, false",
                "http://evil.example, http://127.0.0.1:8081/, -, Mozilla/5.0, false",
                "http://127.0.0.1:8081, -, same-site, Mozilla/5.0, true",
                "https://lecture.example, -, cross-site, Mozilla/5.0, true"
            })
    void aScriptIsForKnownPagesOnly(String origin, String referer, String site, String agent, boolean allowed) {
        access.ports().opened(Scheme.HTTP, 8081, 8080);
        HttpHeaders headers = asked(origin, referer, site, agent);
        assertThat(access.mayInclude(headers, HERE)).isEqualTo(allowed);
    }

    @Test
    void theOtherOriginHasTheSameNameAndTheOtherPort() {
        assertThat(access.otherOrigin(request("localhost:8080"), HERE)).isEmpty();
        access.ports().opened(Scheme.HTTP, 8080, 9000);
        access.ports().opened(Scheme.HTTPS, 8443, 443);
        assertThat(access.otherOrigin(request("LocalHost:8080"), HERE)).contains("http://localhost:9000");
        assertThat(access.otherOrigin(request("[::1]:8080"), HERE)).contains("http://[::1]:9000");
        assertThat(access.otherOrigin(request("lab.example"), new Arrival(REMOTE, Scheme.HTTP, 9000)))
                .contains("http://lab.example:8080");
        assertThat(access.otherOrigin(request("lab.example:8443"), new Arrival(REMOTE, Scheme.HTTPS, 8443)))
                .contains("https://lab.example");
        assertThat(access.otherOrigin(request("lab.example:1"), new Arrival(REMOTE, Scheme.HTTP, 1)))
                .isEmpty();
    }

    /** The cookie of the page's port, and only for what a page has loaded as a script. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, http://127.0.0.1:8081/, same-site, true",
                "-, http://127.0.0.1:8081/, -, true",
                "-, http://127.0.0.1:8081/, cross-site, false",
                "-, http://127.0.0.1:8082/, same-site, false",
                "-, https://lecture.example/, cross-site, false",
                "-, -, same-site, false",
                "-, -, same-origin, false",
                "http://127.0.0.1:8081, -, same-site, false",
                "http://127.0.0.1:8081, http://127.0.0.1:8081/, same-site, false"
            })
    void aSessionOfTheOtherPortCountsForItsScripts(String origin, String referer, String site, boolean counts) {
        BrowserSessions sessions = new BrowserSessions(TOKENS, System::nanoTime);
        OwnPorts ports = new OwnPorts();
        ports.opened(Scheme.HTTP, 8081, 8080);
        Access guarded = new Access(TOKENS, true, Set.of("https://lecture.example"), Set.of(), true, sessions, ports);
        HttpHeaders headers = asked(origin, referer, site, "Mozilla/5.0");
        headers.set(
                HttpHeaderNames.COOKIE,
                "pushlab-session-8081=" + sessions.open("correct-horse").orElseThrow());
        assertThat(guarded.caller(headers, HERE).refusal(Role.VIEWER).isEmpty()).isEqualTo(counts);
    }

    private static HttpHeaders asked(String origin, String referer, String site, String agent) {
        HttpHeaders headers = request("127.0.0.1:8080");
        add(headers, "origin", origin);
        add(headers, "referer", referer);
        add(headers, "sec-fetch-site", site);
        add(headers, "user-agent", agent);
        return headers;
    }

    private static void add(HttpHeaders headers, String name, String value) {
        if (value != null) {
            headers.set(name, value);
        }
    }

    private static HttpHeaders request(String host) {
        return new DefaultHttpHeaders().set(HttpHeaderNames.HOST, host);
    }
}
