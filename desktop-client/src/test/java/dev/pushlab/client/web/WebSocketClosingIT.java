package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closing in good order, and failing: an error event, then a close event with 1006. */
class WebSocketClosingIT extends WebSocketFixture {
    // ---- closing

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"|1005|\"\"",
                "1000|1000|\"\"",
                "3000|3000|\"\"",
                "4999, 'r\\u00e9ason'|4999|réason",
                "999.6|1000|\"\"",
                "undefined|1005|\"\""
            })
    void closesWithCodeAndReason(String arguments, int code, String reason) {
        JsonNode closed = page.run("""
                const socket = await opened();
                socket.close(%s);
                socket.close(3999, 'a second close changes nothing');
                return closing(await until(socket, 'close'));""".formatted(arguments));
        assertThat(closed.get("code").asInt()).isEqualTo(code);
        assertThat(closed.get("reason").asText()).isEqualTo(reason);
        assertThat(closed.get("wasClean").asBoolean()).isTrue();
        await().untilAsserted(() ->
                assertThat(site.lastSocket().closeCode).isEqualTo(code == 1005 ? Integer.valueOf(-1) : code));
        assertThat(site.lastSocket().closeReason).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|InvalidAccessError",
                "999|InvalidAccessError",
                "1001|InvalidAccessError",
                "2999|InvalidAccessError",
                "5000|InvalidAccessError",
                "'words'|InvalidAccessError",
                "1e9|InvalidAccessError",
                "3000, 'x'.repeat(124)|SyntaxError",
                "3000, '\\u4e2d'.repeat(42)|SyntaxError",
                "3000, 'x'.repeat(123)|nothing"
            },
            quoteCharacter = '"')
    void checksCodeAndReasonOfClose(String arguments, String error) {
        assertThat(page.run("const socket = await opened(); return thrown(() => socket.close(" + arguments + "));")
                        .asText())
                .isEqualTo(error);
    }

    @Test
    void sendsEverythingBeforeItCloses() {
        page.run("""
                const socket = await opened();
                socket.send(new Blob(['blob']));
                socket.send('last words');
                socket.close(1000, 'done');
                await until(socket, 'close');""");
        assertThat(site.lastSocket().texts).contains("last words");
        assertThat(site.lastSocket().closeReason).isEqualTo("done");
    }

    @ParameterizedTest
    @CsvSource({
        "!close, 1005, ''",
        "!close:1000:, 1000, ''",
        "!close:1001:going, 1001, going",
        "!close:1011:trouble, 1011, trouble",
        "!close:4321:中文, 4321, 中文"
    })
    void reportsTheServersCodeAndReason(String command, int code, String reason) {
        JsonNode closed = page.run("""
                const socket = await opened();
                let errors = 0;
                socket.onerror = () => errors++;
                socket.send('%s');
                return [closing(await until(socket, 'close')), errors, socket.readyState];""".formatted(command));
        assertThat(closed.get(0).get("code").asInt()).isEqualTo(code);
        assertThat(closed.get(0).get("reason").asText()).isEqualTo(reason);
        assertThat(closed.get(0).get("wasClean").asBoolean()).isTrue();
        assertThat(closed.get(1).asInt()).isZero();
        assertThat(closed.get(2).asInt()).isEqualTo(3);
        await().untilAsserted(() ->
                assertThat(site.lastSocket().closeCode).isEqualTo(code == 1005 ? Integer.valueOf(-1) : code));
    }

    @Test
    void anUnansweredCloseEndsUncleanlyWithinItsLimit() {
        JsonNode closed = page.run("""
                const socket = await opened('mean');
                socket.close(3000);
                return closing(await until(socket, 'close'));""");
        assertThat(closed.get("code").asInt()).isEqualTo(1006);
        assertThat(closed.get("wasClean").asBoolean()).isFalse();
    }

    // ---- failing: an error event, then a close event with 1006

    @Test
    void failsWhenNothingListensAndOnBlockedPorts() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        for (String url : List.of("ws://127.0.0.1:" + unused + "/", "ws://127.0.0.1:9/", "ws://nowhere.invalid/")) {
            assertThat(failureOf("new WebSocket('" + url + "')")).as(url).isEqualTo("error close 1006 false ''");
        }
    }

    @Test
    void failsOnTlsWithAPeerThatDoesNotSpeakIt() {
        assertThat(failureOf("new WebSocket(address('echo').replace('ws:', 'wss:'))"))
                .isEqualTo("error close 1006 false ''");
    }

    @Test
    void failsWhenTheHandshakeIsRefused() {
        assertThat(failureOf("new WebSocket(address('deny'))")).isEqualTo("error close 1006 false ''");
    }

    @Test
    void failsWhenClosedWhileConnecting() {
        assertThat(failureOf("new WebSocket(address('echo')); socket.close(3000)"))
                .isEqualTo("error close 1006 false ''");
    }

    @Test
    void failsWhenTheConnectionBreaks() {
        assertThat(failureOf("await opened(); socket.send('!drop')")).isEqualTo("error close 1006 false ''");
    }

    @Test
    void failsOnTextThatIsNotUtf8AndTellsTheServer1007() {
        assertThat(failureOf("await opened(); socket.send('!badtext')")).isEqualTo("error close 1006 false ''");
        await().untilAsserted(() -> assertThat(site.lastSocket().closeCode).isEqualTo(1007));
    }

    @Test
    void failsOnAProtocolErrorAndTellsTheServer1002() {
        assertThat(failureOf("await opened(); socket.send('!rsv')")).isEqualTo("error close 1006 false ''");
        await().untilAsserted(() -> assertThat(site.lastSocket().closeCode).isEqualTo(1002));
    }

    @Test
    void refusesMoreSocketsThanItsBound() {
        JsonNode outcome = page.run("""
                const sockets = [];
                for (let i = 0; i < %d; i++) { sockets.push(new WebSocket(address('echo'))); }
                await Promise.all(sockets.map((socket) => until(socket, 'open')));
                const extra = new WebSocket(address('echo'));
                const code = (await until(extra, 'close')).code;
                sockets[0].close();
                await until(sockets[0], 'close');
                return [code, (await opened()).readyState];""".formatted(SocketBridge.MAX_SOCKETS));
        assertThat(outcome.toString()).isEqualTo("[1006,1]");
    }
}
