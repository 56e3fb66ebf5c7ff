/**
 * Long polling: the client asks whether there is something new, and is answered as soon as there is. Try it: {@code curl
 * -i 'http://127.0.0.1:PORT/topics/stocks/long-polling?envelope=none'}, and again and again with {@code --etag-save last
 * --etag-compare last}.
 */
package dev.pushlab.server.technique.longpolling;
