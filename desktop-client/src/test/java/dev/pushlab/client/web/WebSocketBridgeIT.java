package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.client.fx.FxTestThread;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The WebSocket of the pages against the WHATWG WebSockets Standard and RFC 6455: page JavaScript in a real WebView,
 * a real server. The order is that of the table in docs/decisions/0003-webview-websocket.md. Where the WebView's own
 * WebSocket works, the same tests hold for that; only {@link #saysWhichImplementationIsInUse} tells them apart.
 */
class WebSocketBridgeIT {
    private static TestSite site;
    private static TestPage page;

    @BeforeAll
    static void openWindow() {
        site = new TestSite();
        site.page("/lib", """
                <script>
                const until = (target, type) => new Promise((done) => {
                  target.addEventListener(type, done, { once: true });
                });
                const address = (kind) => `ws://${location.host}/ws/${kind}`;
                const opened = async (kind = 'echo', protocols) => {
                  const socket = new WebSocket(address(kind), protocols);
                  await until(socket, 'open');
                  return socket;
                };
                const closing = ({ code, reason, wasClean }) => ({ code, reason, wasClean });
                const thrown = (action) => { try { action(); return 'nothing'; } catch (e) { return e.name; } };
                </script>""");
        page = new TestPage();
    }

    @AfterAll
    static void closeWindow() {
        page.close();
        site.close();
    }

    @BeforeEach
    void freshPage() {
        page.open(site.uri("/lib"));
    }

    // ---- the interface

    @Test
    void saysWhichImplementationIsInUse() {
        String marker = page.run("return WebSocket.pushlabImplementation;").asText();
        WebSocketImplementation known = page.host.webSocketImplementation().join();
        assertThat(marker).isEqualTo(known == WebSocketImplementation.BRIDGE ? "java" : "native");
        assertThat(page.run("'use strict'; return thrown(() => { WebSocket.pushlabImplementation = 'x'; });")
                        .asText())
                .isEqualTo("TypeError");
    }

    @Test
    void hasTheShapeOfTheInterface() {
        JsonNode shape = page.run("""
                const socket = await opened();
                const constants = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];
                const on = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onopen');
                return {
                  ofClass: constants.map((name) => WebSocket[name]),
                  ofInstance: constants.map((name) => socket[name]),
                  fixed: thrown(() => { 'use strict'; WebSocket.OPEN = 7; }),
                  length: WebSocket.length, name: WebSocket.name, tag: String(socket),
                  target: socket instanceof EventTarget,
                  enumerable: Object.keys(WebSocket.prototype).sort(),
                  accessor: typeof on.get + typeof on.set,
                  call: thrown(() => WebSocket(address('echo'))),
                  none: thrown(() => new WebSocket()),
                  foreign: thrown(() => WebSocket.prototype.send.call({}, 'x')),
                  foreignGet: thrown(() => Object.getOwnPropertyDescriptor(WebSocket.prototype, 'url').get.call({})),
                  readOnly: thrown(() => { 'use strict'; socket.url = 'x'; }),
                  global: Object.getOwnPropertyDescriptor(window, 'WebSocket').enumerable,
                };""");
        assertThat(shape.get("ofClass").toString()).isEqualTo("[0,1,2,3]");
        assertThat(shape.get("ofInstance").toString()).isEqualTo("[0,1,2,3]");
        assertThat(shape.get("fixed").asText()).isEqualTo("TypeError");
        assertThat(shape.get("length").asInt()).isEqualTo(1);
        assertThat(shape.get("name").asText()).isEqualTo("WebSocket");
        assertThat(shape.get("tag").asText()).isEqualTo("[object WebSocket]");
        assertThat(shape.get("target").asBoolean()).isTrue();
        assertThat(shape.get("enumerable").toString())
                .isEqualTo("[\"CLOSED\",\"CLOSING\",\"CONNECTING\",\"OPEN\",\"binaryType\",\"bufferedAmount\","
                        + "\"close\",\"extensions\",\"onclose\",\"onerror\",\"onmessage\",\"onopen\",\"protocol\","
                        + "\"readyState\",\"send\",\"url\"]");
        assertThat(shape.get("accessor").asText()).isEqualTo("functionfunction");
        assertThat(shape.get("call").asText()).isEqualTo("TypeError");
        assertThat(shape.get("none").asText()).isEqualTo("TypeError");
        assertThat(shape.get("foreign").asText()).isEqualTo("TypeError");
        assertThat(shape.get("foreignGet").asText()).isEqualTo("TypeError");
        assertThat(shape.get("readOnly").asText()).isEqualTo("TypeError");
        assertThat(shape.get("global").asBoolean()).isFalse();
    }

    // ---- constructor

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'ftp://host/'",
                "'ws://host/#part'",
                "'ws://host/#'",
                "'ws://'",
                "'http://[bad/'",
                "'mailto:x@y'"
            })
    void refusesBadUrls(String url) {
        assertThat(page.run("return thrown(() => new WebSocket(" + url + "));").asText())
                .isEqualTo("SyntaxError");
    }

    @Test
    void mapsHttpAndResolvesRelativeUrls() {
        JsonNode urls = page.run("""
                return ['/ws/echo?a=1', 'ws/echo', `http://${location.host}/ws/echo`, '//' + location.host + '/ws/echo',
                    'https://127.0.0.1:1/x', 'WS://' + location.host].map((url) => {
                  const socket = new WebSocket(url);
                  socket.close();
                  return socket.url.replace(location.host, 'host');
                });""");
        assertThat(urls.toString())
                .isEqualTo("[\"ws://host/ws/echo?a=1\",\"ws://host/ws/echo\",\"ws://host/ws/echo\","
                        + "\"ws://host/ws/echo\",\"wss://127.0.0.1:1/x\",\"ws://host/\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"['a', 'a']", "'a b'", "''", "['']", "['a,b']", "'\\u00e4'", "['chat', 'a/b']"})
    void refusesBadSubprotocols(String protocols) {
        assertThat(page.run("return thrown(() => new WebSocket(address('echo'), " + protocols + "));")
                        .asText())
                .isEqualTo("SyntaxError");
    }

    @Test
    void negotiatesASubprotocol() {
        JsonNode chosen = page.run("""
                const socket = new WebSocket(address('echo'), ['unknown', 'pushlab.v1']);
                const before = socket.protocol;
                await until(socket, 'open');
                const plain = await opened();
                return [before, socket.protocol, socket.extensions, plain.protocol];""");
        assertThat(chosen.toString()).isEqualTo("[\"\",\"pushlab.v1\",\"\",\"\"]");
        assertThat(site.sockets.get(site.sockets.size() - 2).headers.get("Sec-WebSocket-Protocol"))
                .isEqualTo("unknown, pushlab.v1");
        assertThat(site.lastSocket().headers.contains("Sec-WebSocket-Protocol")).isFalse();
    }

    @Test
    void failsWhenTheServerChoosesNoneOfTheSubprotocols() {
        assertThat(failureOf("new WebSocket(address('mute'), 'chat')")).isEqualTo("error close 1006 false ''");
    }

    @Test
    void sendsThePageOriginAndNoCookie() {
        page.run("document.cookie = 'secret=1'; await opened();");
        assertThat(site.lastSocket().headers.get("Origin")).isEqualTo("http://127.0.0.1:" + site.port());
        assertThat(site.lastSocket().headers.get("Host")).isEqualTo("127.0.0.1:" + site.port());
        if (page.host.webSocketImplementation().join() == WebSocketImplementation.BRIDGE) {
            assertThat(site.lastSocket().headers.contains("Cookie")).isFalse();
        }
    }

    @Test
    void passesQueryCharactersThatUrisDoNotTake() {
        page.run("await opened('echo?q=a|b{c}^%zz\\u00fc');");
        assertThat(site.lastSocket().path).startsWith("/ws/echo?q=a").endsWith("%C3%BC");
    }

    // ---- states and events

    @Test
    void goesThroughItsStatesAndNeverFiresWithinACall() {
        JsonNode log = page.run("""
                const log = [];
                const socket = new WebSocket(address('echo'));
                for (const type of ['open', 'message', 'error', 'close']) {
                  socket.addEventListener(type, () => log.push(type + socket.readyState));
                }
                log.push('made' + socket.readyState);
                const busyUntil = performance.now() + 200;
                while (performance.now() < busyUntil) { /* the network is faster than this */ }
                log.push('still' + socket.readyState);
                await until(socket, 'open');
                socket.send('x');
                log.push('sent');
                await until(socket, 'message');
                socket.close();
                log.push('closing' + socket.readyState);
                await until(socket, 'close');
                return log;""");
        assertThat(log.toString())
                .isEqualTo("[\"made0\",\"still0\",\"open1\",\"sent\",\"message1\",\"closing2\",\"close3\"]");
    }

    @Test
    void everyEventIsATaskOfItsOwn() {
        // Two messages arrive in one TCP segment. Awaiting one must leave time to listen for the next.
        JsonNode seen = page.run("""
                const socket = new WebSocket(address('greeting'));
                await until(socket, 'open');
                const first = await until(socket, 'message');
                const second = await until(socket, 'message');
                return [first.data, second.data];""");
        assertThat(seen.toString()).isEqualTo("[\"first\",\"second\"]");
    }

    @Test
    void eventsAreOfTheRightClassWithTheRightFields() {
        JsonNode events = page.run("""
                const socket = new WebSocket(address('echo'));
                const open = await until(socket, 'open');
                socket.send('hello');
                const message = await until(socket, 'message');
                socket.close(3001, 'bye');
                const close = await until(socket, 'close');
                return {
                  open: [open.constructor.name, open.target === socket, open.bubbles, open.cancelable],
                  message: [message instanceof MessageEvent, message.data, message.origin === `ws://${location.host}`,
                            message.lastEventId, message.source, message.ports.length],
                  close: [close instanceof CloseEvent, close.code, close.reason, close.wasClean],
                };""");
        assertThat(events.get("open").toString()).isEqualTo("[\"Event\",true,false,false]");
        assertThat(events.get("message").toString()).isEqualTo("[true,\"hello\",true,\"\",null,0]");
        assertThat(events.get("close").toString()).isEqualTo("[true,3001,\"bye\",true]");
    }

    @Test
    void handlersAndListenersFollowTheDomRules() {
        JsonNode log = page.run("""
                const socket = await opened();
                const log = [];
                socket.onmessage = () => log.push('old');
                socket.addEventListener('message', () => log.push('second'));
                socket.onmessage = function (event) { log.push('attribute' + (this === event.currentTarget)); };
                const object = { handleEvent() { log.push('object'); } };
                socket.addEventListener('message', object);
                socket.addEventListener('message', () => log.push('once'), { once: true });
                const gone = () => log.push('gone');
                socket.addEventListener('message', gone);
                socket.removeEventListener('message', gone);
                socket.addEventListener('message', () => { throw new Error('a broken listener'); });
                socket.send('1');
                await until(socket, 'message');
                log.push('|');
                socket.onmessage = null;
                socket.send('2');
                await until(socket, 'message');
                log.push('|', socket.onmessage, thrown(() => { socket.onmessage = 'no function'; }), socket.onmessage);
                const own = new Event('own', { cancelable: true });
                socket.addEventListener('own', (event) => event.preventDefault());
                log.push(socket.dispatchEvent(own));
                return log;""");
        assertThat(log.toString())
                .isEqualTo("[\"attributetrue\",\"second\",\"object\",\"once\",\"|\",\"second\",\"object\",\"|\",null,"
                        + "\"nothing\",null,false]");
    }

    // ---- messages

    @Test
    void sendsAndReceivesText() {
        JsonNode echoed = page.run("""
                const socket = await opened();
                const seen = [];
                for (const text of ['', 'plain', '\\u4e2d\\u6587 \\ud83d\\ude80', 'nul\\0inside', 'lone \\ud800!', 17,
                    null, { toString: () => 'object' }]) {
                  socket.send(text);
                  seen.push((await until(socket, 'message')).data);
                }
                return seen;""");
        assertThat(echoed.toString())
                .isEqualTo(
                        "[\"\",\"plain\",\"中文 🚀\",\"nul\\u0000inside\",\"lone \uFFFD!\",\"17\",\"null\",\"object\"]");
        assertThat(site.lastSocket().texts).contains("中文 🚀", "lone \uFFFD!");
    }

    @Test
    void receivesBinaryAsBlobByDefaultOrAsArrayBuffer() {
        JsonNode kinds = page.run("""
                const socket = await opened();
                const initial = socket.binaryType;
                socket.binaryType = 'nonsense';
                const ignored = socket.binaryType;
                socket.send(new Uint8Array([0, 1, 127, 128, 255]));
                const blob = (await until(socket, 'message')).data;
                socket.binaryType = 'arraybuffer';
                socket.send(new Uint8Array([5, 6]));
                const buffer = (await until(socket, 'message')).data;
                return [initial, ignored, blob instanceof Blob, blob.size, blob.type,
                  [...new Uint8Array(await blob.arrayBuffer())].join(), socket.binaryType,
                  buffer instanceof ArrayBuffer, [...new Uint8Array(buffer)].join()];""");
        assertThat(kinds.toString())
                .isEqualTo("[\"blob\",\"blob\",true,5,\"\",\"0,1,127,128,255\",\"arraybuffer\",true,\"5,6\"]");
    }

    @Test
    void sendsEveryBinaryTypeAndKeepsBlobsInOrder() {
        JsonNode echoed = page.run("""
                const socket = await opened();
                socket.binaryType = 'arraybuffer';
                const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
                const seen = [];
                const all = new Promise((done) => {
                  socket.onmessage = ({ data }) => {
                    seen.push(typeof data === 'string' ? data : [...new Uint8Array(data)].join());
                    if (seen.length === 7) { done(); }
                  };
                });
                const changed = new Uint8Array([9]);
                socket.send(new Blob([bytes.subarray(0, 3)]));
                socket.send('after the blob');
                socket.send(bytes.buffer);
                socket.send(bytes.subarray(5));
                socket.send(new DataView(bytes.buffer, 1, 2));
                socket.send(changed);
                changed[0] = 0;
                socket.send(new ArrayBuffer(0));
                await all;
                return seen;""");
        assertThat(echoed.toString())
                .isEqualTo("[\"1,2,3\",\"after the blob\",\"1,2,3,4,5,6,7,8\",\"6,7,8\",\"2,3\",\"9\",\"\"]");
    }

    @Test
    void joinsFragmentsAndAnswersPings() {
        JsonNode seen = page.run("""
                const socket = await opened();
                socket.binaryType = 'arraybuffer';
                socket.send('!fragments');
                const text = await until(socket, 'message');
                const binary = await until(socket, 'message');
                return [text.data, [...new Uint8Array(binary.data)].join()];""");
        assertThat(seen.toString()).isEqualTo("[\"one two three\",\"1,128,255\"]");
        await().untilAsserted(() -> assertThat(site.lastSocket().pong).isEqualTo("between"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 65_535, 65_536, 1_048_576, 1_048_577})
    void carriesLargeMessagesUnchanged(int size) {
        JsonNode equal = page.run("""
                const socket = await opened();
                socket.binaryType = 'arraybuffer';
                const bytes = new Uint8Array(%d);
                let state = 12345;
                for (let i = 0; i < bytes.length; i++) {
                  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
                  bytes[i] = state >>> 16;
                }
                socket.send(bytes);
                const back = new Uint8Array((await until(socket, 'message')).data);
                const same = back.length === bytes.length && back.every((value, i) => value === bytes[i]);
                const text = '\\u4e2d'.repeat(bytes.length / 3) + 'x';
                socket.send(text);
                return [same, (await until(socket, 'message')).data === text];""".formatted(size));
        assertThat(equal.toString()).isEqualTo("[true,true]");
    }

    @Test
    void delivers10000MessagesInOrder() {
        JsonNode outcome = page.run("""
                const socket = await opened();
                let next = 0;
                let frames = 0;
                const count = () => { frames++; requestAnimationFrame(count); };
                requestAnimationFrame(count);
                const all = new Promise((done, failed) => {
                  socket.onmessage = ({ data }) => {
                    if (JSON.parse(data).n !== next) { failed(new Error(`${data} instead of ${next}`)); }
                    if (++next === 10000) { done(); }
                  };
                });
                socket.send('!many:10000');
                await all;
                return [next, socket.readyState];""");
        assertThat(outcome.toString()).isEqualTo("[10000,1]");
    }

    @Test
    void failsWithTooBigAMessage() {
        assertThat(failureOf("await opened(); socket.send('!huge')")).isEqualTo("error close 1006 false ''");
        await().untilAsserted(() -> assertThat(site.lastSocket().closeCode).isEqualTo(1009));
    }

    // ---- bufferedAmount

    @Test
    void bufferedAmountCountsWhatWasSentInThisTaskAndFallsWhenTransmitted() {
        JsonNode amounts = page.run("""
                const socket = await opened();
                const amounts = [socket.bufferedAmount];
                socket.send('\\u00e4\\u4e2d');
                amounts.push(socket.bufferedAmount);
                socket.send(new Uint8Array(100));
                amounts.push(socket.bufferedAmount);
                socket.send(new Blob(['1234567']));
                amounts.push(socket.bufferedAmount);
                while (socket.bufferedAmount > 0) { await new Promise((done) => setTimeout(done, 5)); }
                amounts.push(socket.bufferedAmount);
                socket.close();
                socket.send('lost');
                amounts.push(socket.bufferedAmount);
                await until(socket, 'close');
                socket.send('lost');
                amounts.push(socket.bufferedAmount);
                return amounts;""");
        assertThat(amounts.toString()).isEqualTo("[0,5,105,112,0,4,8]");
    }

    @Test
    void sendingWhileConnectingIsAnInvalidState() {
        JsonNode outcome = page.run("""
                const socket = new WebSocket(address('echo'));
                return [thrown(() => socket.send('x')), thrown(() => socket.send()), socket.bufferedAmount];""");
        assertThat(outcome.toString()).isEqualTo("[\"InvalidStateError\",\"TypeError\",0]");
    }

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

    // ---- the page

    @Test
    void leavingThePageClosesWith1001AfterItsOwnPagehide() {
        page.run("""
                window.kept = await opened();
                window.own = await opened();
                window.addEventListener('pagehide', () => own.close(4000, 'pagehide'));""");
        int count = site.sockets.size();
        FxTestThread.run(page.host::leave);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(site.sockets.get(count - 2).closeCode).isEqualTo(1001);
            assertThat(site.sockets.get(count - 1).closeCode).isEqualTo(4000);
        });
    }

    @Test
    void navigatingWithinTheOriginClosesTheOldDocumentsSocketsWith1001() {
        site.page("/next", "<script>onload = () => { window.arrived = WebSocket.pushlabImplementation; };</script>");
        page.run("window.kept = await opened();");
        TestSocket old = site.lastSocket();
        FxTestThread.run(() -> page.host.executeScript("location.href = '/next'"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(old.closeCode).isEqualTo(1001));
        await().untilAsserted(() ->
                assertThat(page.run("return typeof window.arrived;").asText()).isEqualTo("string"));
    }

    @Test
    void isThereForModulesForPageshowAndForPagesThatAskBySettingTheStatus() {
        site.page("/early", """
                <script>
                window.status = 'ready for WebSocket';
                window.inline = WebSocket.pushlabImplementation;
                window.addEventListener('load', () => { window.loaded = WebSocket.pushlabImplementation; });
                window.addEventListener('pageshow', () => { window.shown = WebSocket.pushlabImplementation; });
                </script>""");
        site.page("/late", """
                <script>
                window.addEventListener('load', () => { window.loaded = WebSocket.pushlabImplementation; });
                window.addEventListener('pageshow', () => { window.shown = WebSocket.pushlabImplementation; });
                </script>""");
        String marker = page.run("return WebSocket.pushlabImplementation;").asText();
        for (int visit = 0; visit < 2; visit++) {
            page.open(site.uri("/early"));
            assertThat(page.run("""
                            while (window.shown === undefined) { await new Promise((done) => setTimeout(done, 5)); }
                            return [window.inline, window.loaded, window.shown].join();""").asText()).isEqualTo(String.join(",", marker, marker, marker));
            page.open(site.uri("/late"));
            assertThat(page.run("""
                            while (window.shown === undefined) { await new Promise((done) => setTimeout(done, 5)); }
                            return [window.loaded, window.shown].join();""").asText()).isEqualTo(String.join(",", marker, marker));
        }
    }

    @Test
    void textOfEveryPlaneSurvives() {
        String all = page.run("""
                const socket = await opened();
                let text = '';
                for (let point = 0; point < 0x110000; point += 0x3b) {
                  if (point < 0xd800 || point > 0xdfff) { text += String.fromCodePoint(point); }
                }
                socket.send(text);
                return (await until(socket, 'message')).data === text ? String(text.length) : 'different';""").asText();
        assertThat(all).isNotEqualTo("different");
        assertThat(all.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }

    /** Makes {@code socket} by the statement, and tells the events up to and including close. */
    private static String failureOf(String make) {
        return page.run("""
                const log = [];
                let socket = %s;
                socket.addEventListener('open', () => log.push('open'));
                socket.addEventListener('error', (event) => log.push(event.type));
                const { type, code, wasClean, reason } = await until(socket, 'close');
                log.push(type, code, wasClean, `'${reason}'`);
                return log.join(' ');""".formatted(make)).asText();
    }
}
