package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States and events, messages in both directions, and {@code bufferedAmount}. */
class WebSocketMessagesIT extends WebSocketFixture {
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
}
