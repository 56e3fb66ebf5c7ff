package dev.pushlab.server.technique.websocket;

import dev.pushlab.server.net.Problem;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;

/** What the parts of a connection have to do with its other end. On the event loop only. */
interface Peer {
    ChannelHandlerContext context();

    /** Sends a text message; not for bare data. */
    void say(String json);

    void send(WebSocketFrame frame);

    /** Tells of a problem; where there are no words for it, by the end of the connection. */
    void refuse(Problem problem, Optional<Long> request);

    /** Begins the closing handshake, and ends the connection soon. */
    void close(WebSocketCloseStatus status);

    /** The member of an answer that says which request it answers; nothing if that has no number. */
    static String number(Optional<Long> request) {
        return request.map(number -> ",\"request\":" + number).orElse("");
    }
}
