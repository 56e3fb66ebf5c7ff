package dev.pushlab.server.publish;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Says something over a WebSocket and hears what is answered. */
final class WebSocketTalk {
    private WebSocketTalk() {}

    /** The first so many messages from the server. */
    static List<String> with(int port, List<String> messages, int answers) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/topics/news/websocket"), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            heard.add(text.toString());
                            text.setLength(0);
                        }
                        webSocket.request(1);
                        return null;
                    }
                })
                .get(20, TimeUnit.SECONDS);
        List<String> said = new ArrayList<>();
        for (String message : messages) {
            socket.sendText(message, true).get(20, TimeUnit.SECONDS);
        }
        while (said.size() < answers) {
            String next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("only this was said: " + said);
            }
            said.add(next);
        }
        socket.abort();
        return said;
    }
}
