package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface itself, and what its constructor takes and refuses. */
class WebSocketInterfaceIT extends WebSocketFixture {
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
}
