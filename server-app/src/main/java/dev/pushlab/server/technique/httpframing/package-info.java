/**
 * HTTP framing: the same events, and the three ways in which HTTP/1 says where an answer ends. Try it: {@code curl -i --raw
 * -N 'http://127.0.0.1:PORT/topics/stocks/http-framing?framing=chunked'}, and the same with {@code --http1.0}.
 */
package dev.pushlab.server.technique.httpframing;
