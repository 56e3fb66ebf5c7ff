package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

class WebSocketPageIT extends PageScenarios {
    WebSocketPageIT() {
        super("websocket");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
    }

    private void lookInside() {
        browser.script("document.getElementById('inspect').click()");
        eventually(() -> assertThat(browser.text("#accept-verdict")).startsWith("The same"));
    }

    @Test
    void receivesEverythingOverOneConnection() {
        open("");
        publish(1, 100);
        awaitEvents(100);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.text("#figure-connections")).isEqualTo("1");
        assertThat(browser.text(".events footer")).isEqualTo("WebSocket of the browser · subprotocol pushlab.v1");
    }

    @Test
    void showsBareMessagesWithoutWhatOnlyAnEnvelopeCanSay() {
        open("");
        browser.script("document.getElementById('envelope-none').click()");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#figure-connections").equals("2"));
        browser.enter("#publish-data", "bare text");
        browser.click("#publish");
        awaitEvents(1);
        browser.script("document.getElementById('publish-binary').click()");
        browser.enter("#publish-data", "00ff");
        browser.click("#publish");
        awaitEvents(2);

        assertThat(browser.texts("tbody td.data")).containsExactly("00 ff · 2 B", "bare text");
        assertThat(browser.texts("tbody td.id")).containsOnly("–");
        assertThat(browser.texts("tbody td.latency")).containsOnly("–");
    }

    /** FIPS 180, appendix A, with the empty message, messages around the ends of a block, and RFC 6455 §1.3. */
    @Test
    void computesSha1AndAcceptAsTheStandardsSay() {
        open("");
        assertThat(browser.script("""
                return import('/techniques/websocket/sha1.js').then(({ sha1 }) => {
                  const hex = (text) => Array.from(sha1(new TextEncoder().encode(text)),
                    (byte) => byte.toString(16).padStart(2, '0')).join('');
                  return ['', 'abc', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
                    'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'a'.repeat(1000000)].map(hex);
                })"""))
                .isEqualTo(List.of(
                        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                        "a9993e364706816aba3e25717850c26c9cd0d89d",
                        "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
                        "c1c8bbdc22796e28c0e15163d20899b65621d65a",
                        "c2db330f6083854c99d4b5bfb6e8f29f201be699",
                        "0098ba824b5c16427bd7a1122a5a442a25ec644d",
                        "34aa973cd4c4daa4f61eeb2bdbad27316534016f"));
        assertThat(browser.script("""
                return import('/techniques/websocket/handshake.js')
                  .then(({ acceptOf }) => acceptOf('dGhlIHNhbXBsZSBub25jZQ==').accept)""")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void showsTheHandshakeOfItsOwnConnection() {
        open("");
        publish(1, 3);
        awaitEvents(3);
        lookInside();

        String request = browser.text("#handshake-request");
        assertThat(request)
                .contains("GET /topics/" + topic + "/websocket?after=")
                .contains("Sec-WebSocket-Key: " + browser.text("#accept-key"))
                .contains("Origin: http://127.0.0.1:" + server.port())
                .contains("permessage-deflate");
        assertThat(browser.text("#handshake")).contains("Every one of the");
        assertThat(browser.text("#handshake-response"))
                .contains("HTTP/1.1 101 Switching Protocols")
                .contains("sec-websocket-accept: " + browser.text("#accept-computed"));
        publish(4, 5);
        awaitEvents(5);
        assertCounts(5);
    }

    @Test
    void showsFramesFragmentsAndPings() {
        open("");
        browser.script("document.getElementById('fragments').value = '4';");
        lookInside();
        publish(1, 1);
        awaitEvents(1);
        browser.click("#ping-server");
        eventually(() -> assertThat(browser.text("#round-trip")).contains("ping and pong"));
        browser.click("#ping-page");
        eventually(() -> assertThat(browser.text("#round-trip")).contains("message and back"));
        browser.click("#send-binary");
        eventually(() -> assertThat(browser.text("#round-trip")).contains("came back in a binary frame: ff fe 00 80"));
        browser.click("#frames-show");
        eventually(() -> assertThat(browser.text("#frame-counts")).contains("3 continuation", "1 ping", "1 pong"));

        List<String> opcodes = browser.texts("#frames tbody tr td:nth-child(2)");
        assertThat(opcodes).contains("ping", "pong", "continuation", "text", "binary");
        assertThat(browser.texts("#frames [data-from=page] td:nth-child(3)")).allMatch(bits -> bits.contains("MASK"));
        assertThat(browser.texts("#frames [data-from=server] td:nth-child(3)"))
                .noneMatch(bits -> bits.contains("MASK"))
                .contains("–", "FIN");
        assertThat(browser.texts("#frames [data-from=page] td:nth-child(6)"))
                .as("unmasked")
                .anyMatch(text -> text.startsWith("{\"inspect\":\"frames\""));
    }

    @Test
    void comparesBytesWithAndWithoutCompression() {
        open("");
        lookInside();
        server.publish(topic, "tick", "again and ".repeat(100));
        awaitEvents(1);
        browser.click("#deflate-measure");
        eventually(() -> assertThat(dataBytes("#deflate-off", 2)).isPositive());
        assertThat(dataBytes("#deflate-off", 2)).isEqualTo(dataBytes("#deflate-off", 3));

        browser.script("document.getElementById('deflate').click()");
        eventually(() -> assertThat(browser.text("#deflate-agreed")).contains("server_no_context_takeover"));
        eventually(() -> assertThat(browser.text("#accept-verdict")).startsWith("The same"));
        server.publish(topic, "tick", "again and ".repeat(100));
        awaitEvents(2);
        browser.click("#deflate-measure");
        eventually(() -> assertThat(dataBytes("#deflate-on", 2)).isPositive());
        assertThat(dataBytes("#deflate-on", 3)).isLessThan(dataBytes("#deflate-on", 2) / 2);
        assertThat(browser.texts("tbody td.data")).hasSize(2).allMatch(data -> data.startsWith("again and again"));
        assertThat(browser.text(".events footer")).contains("permessage-deflate");
    }

    /** Of the row that is asked for; 0 while there is none. */
    private long dataBytes(String row, int column) {
        Object bytes = browser.script(
                "return document.querySelector(arguments[0])?.children[arguments[1]].dataset.bytes ?? '0'",
                row,
                column);
        return Long.parseLong((String) bytes);
    }

    @Test
    void showsWhatArrivesOfEveryEndAndGoesOn() {
        open("");
        publish(1, 2);
        awaitEvents(2);
        lookInside();

        browser.script("document.getElementById('close-server-code').value = '1012'");
        browser.enter("#close-reason", "重启");
        browser.click("#close-server");
        eventually(() -> assertThat(browser.text("#close-result"))
                .isEqualTo("Arrived: code 1012, reason 重启, by a closing handshake"));
        eventually(() -> assertThat(browser.text("#accept-verdict")).startsWith("The same"));

        browser.click("#cut");
        eventually(() -> assertThat(browser.text("#close-result")).startsWith("Arrived: code 1006, reason –, without"));
        eventually(() -> assertThat(browser.text("#accept-verdict")).startsWith("The same"));

        browser.enter("#close-code", "1001");
        browser.click("#close-page");
        assertThat(browser.text("#close-result")).isEqualTo("A page may say 1000, or 3000 to 4999.");
        browser.enter("#close-code", "4321");
        browser.click("#close-page");
        eventually(() -> assertThat(browser.text("#close-result")).startsWith("Arrived: code 4321"));
        awaitState("live");
        publish(3, 4);
        awaitEvents(4);
        assertCounts(4);
    }
}
