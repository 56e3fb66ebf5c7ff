/**
 * The endless page: a document that never finishes loading and shows what happens by the scripts that drip into it. Try it
 * in a browser, at {@code http://127.0.0.1:PORT/topics/stocks/endless-page?after=earliest&events=20}, or by {@code curl
 * -N}.
 */
package dev.pushlab.server.technique.endlesspage;
