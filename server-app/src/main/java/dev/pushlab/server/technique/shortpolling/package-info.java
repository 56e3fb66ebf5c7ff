/**
 * Short polling: the client asks whether there is something new, and is answered at once. Try it: {@code curl
 * 'http://127.0.0.1:PORT/topics/stocks/short-polling?after=earliest&limit=10'}, and again with the answer's {@code last}
 * as {@code after}.
 */
package dev.pushlab.server.technique.shortpolling;
