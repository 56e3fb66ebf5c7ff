/**
 * JSONP polling: short polling by script elements, which go across origins. Try it: {@code curl
 * 'http://127.0.0.1:PORT/topics/stocks/jsonp-polling?callback=take&after=earliest&limit=3'}.
 */
package dev.pushlab.server.technique.jsonppolling;
